import ClusterModels
import CostModels
import Quantities
import RunConfigurations
import Simulation
import Testing
import TransformerModels

@Suite("Configuration files that ship")
struct ShippedFilesTests {
  @Test(
    "every cluster reads, whichever folder the program runs in",
    arguments: [
      ("h800-2048", "H800", 2048), ("h800-131072", "H800", 131_072), ("h100-2048", "H100", 2048),
      ("h200-2048", "H200", 2048), ("a100-80gb-2048", "A100-80GB", 2048),
      ("b200-2048", "B200", 2048),
    ])
  func clusters(file: String, accelerator: String, gpus: Int) throws {
    let cluster = try ClusterFile.read(path: "\(repository)/configs/clusters/\(file).yaml")
    #expect(cluster.accelerator.name == accelerator)
    #expect(cluster.gpus == gpus)
    #expect(cluster.gpusPerNode == 8)
    #expect((cluster.accelerator.peakFP8 == nil) == (accelerator == "A100-80GB"))
    #expect(cluster.source.count > 40)
  }

  @Test("the H800 cluster is that of the DeepSeek-V3 report and of ISCA 2025")
  func h800() throws {
    let cluster = try ClusterFile.read(path: "\(repository)/configs/clusters/h800-2048.yaml")
    #expect(cluster.nvlink.effectiveBandwidth == Bandwidth("160 GB/s"))
    #expect(cluster.network.effectiveBandwidth == Bandwidth("40 GB/s"))
    #expect(cluster.network.lineBandwidth == Bandwidth("400 Gb/s"))
    #expect(cluster.network.latency == VirtualTime("3.7 us"))
    #expect(cluster.nodes == 256)
    #expect(
      cluster.fabric
        == Cluster.Fabric(topology: .multiPlaneFatTree, layers: 2, planes: 8, switchPorts: 64))
    #expect(cluster.accelerator.streamingMultiprocessors == 132)
    #expect(cluster.accelerator.memory == Bytes(84_943_110_144))
    #expect(cluster.accelerator.peakFP8?.teraflopsPerSecond == 1979)
    #expect(cluster.accelerator.efficiency.gemmFP8 == 0.6)
  }

  @Test(
    "every scenario reads and fills its cluster",
    arguments: [
      ("deepseek-v3", "dualpipe", 120), ("deepseek-v3-bf16", "1f1b", 120),
      ("deepseek-v3-131072", "dualpipe", 120), ("deepseek-v2", "zb-h1", 72),
      ("llama-3.1-405b-h100", "interleaved-1f1b", 128), ("mixtral-8x7b-h100", "dualpipe", 32),
    ])
  func scenarios(file: String, schedule: String, microbatches: Int) throws {
    let scenario = try ScenarioFile.read(path: "\(repository)/configs/scenarios/\(file).yaml")
    #expect(scenario.name == file)
    #expect(scenario.step.schedule == schedule)
    #expect(scenario.step.microbatches == microbatches)
    #expect(scenario.step.parallelism.gpus == scenario.cluster.gpus)
    #expect(scenario.gpuHourPrice == Money(2, currency: "USD"))
  }

  @Test(
    "Megatron-LM's published runs read, with as many GPUs and microbatches as printed",
    arguments: [
      ("megatron-1.7b", 32, 4), ("megatron-7.5b", 128, 4), ("megatron-39.1b", 512, 48),
      ("megatron-145.6b", 1536, 96), ("megatron-529.6b", 2520, 280),
      ("korthikanti-175b-full", 64, 64), ("korthikanti-175b-selective", 64, 64),
    ])
  func megatron(file: String, gpus: Int, microbatches: Int) throws {
    let scenario = try ScenarioFile.read(path: "\(repository)/configs/scenarios/\(file).yaml")
    #expect(scenario.cluster.gpus == gpus)
    #expect(scenario.step.microbatches == microbatches)
    #expect(scenario.step.precision == .bf16 && scenario.step.zeroStage == 0)
    #expect(scenario.model.vocabularySize == 51_200 && scenario.model.learnedPositions == 2048)
    #expect(scenario.cluster.accelerator.peakFP8 == nil)
  }

  @Test("the DeepSeek-V3 scenario says what the report says")
  func deepSeekV3() throws {
    let scenario = try ScenarioFile.read(path: "\(repository)/configs/scenarios/deepseek-v3.yaml")
    let step = scenario.step
    #expect(scenario.model.layers == 61)
    #expect(step.parallelism == Parallelism(pipeline: 16, data: 128, expert: 64))
    #expect(step.precision == .fp8)
    #expect(step.recomputation == .items([.norm, .mlaUpProjection, .swiglu]))
    #expect(step.multiTokenPrediction == 1)
    #expect(step.communicationSMs == 20)
    #expect(step.transfers == .commit)
    #expect(step.routing == .sampled(skew: 0.3, maxVio: 0.1))
    #expect(step.jitter == 0.02 && step.speedSpread == 0.015)
    let run = try #require(scenario.run)
    #expect(run.fallbackSchedule == "1f1b")
    #expect(
      run.phases.map(\.name) == [
        "pre-training", "context extension 32K", "context extension 128K", "post-training",
      ])
    #expect(run.phases[0].amount == .tokens(14.8e12))
    #expect(run.phases[0].batchRamp == TrainingRun.BatchRamp(from: 3072, to: 15360, tokens: 469e9))
    #expect(run.phases[1].step.microbatches == 15)
    #expect(
      run.phases[2].step.parallelism
        == Parallelism(pipeline: 16, data: 32, expert: 64, tensor: 1, context: 4))
    #expect(run.phases[2].step.schedule == "1f1b")
    #expect(run.phases[3].amount == .gpuHours(5000))
  }
}
