import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Simulation
import Timelines
import TransformerModels

@testable import Analysis

/// Comparisons of played schedules with made-up models, money and memory.
enum ToyComparison {
  static func scenario(
    name: String = "toy", ranks: Int, microbatches: Int, data: Int = 1
  ) -> Scenario {
    let accelerator = Accelerator(
      name: "H800", streamingMultiprocessors: 132, memory: Bytes(84_943_110_144),
      memoryBandwidth: Bandwidth(bytesPerSecond: 3.35e12),
      peakBF16: ComputeRate(flopsPerSecond: 989e12), peakFP8: nil,
      efficiency: Accelerator.Efficiency(
        gemmBF16: 0.7, gemmFP8: 0.6, attentionForward: 0.5, attentionBackward: 0.4, memory: 0.9,
        source: "made up"), source: "made up")
    let link = Cluster.Link(
      effectiveBandwidth: Bandwidth(bytesPerSecond: 160e9),
      latency: VirtualTime(picoseconds: 3_700_000))
    let cluster = Cluster(
      name: "toys", accelerator: accelerator, nodes: max(1, ranks * data / 8), gpusPerNode: 8,
      nvlink: link, network: link,
      fabric: Cluster.Fabric(topology: .multiPlaneFatTree, layers: 2, planes: 8, switchPorts: 64),
      source: "made up")
    let model = Architecture(
      family: "deepseek_v3", name: "deepseek-v3", vocabularySize: 129_280, hiddenSize: 7168,
      layers: 61,
      attention: .latent(
        heads: 128, queryRank: 1536, keyValueRank: 512, noPositionSize: 128, ropeSize: 64,
        valueSize: 128), denseIntermediateSize: 18_432, experts: nil,
      multiTokenPredictionModules: 1, tiedEmbedding: false)
    let step = StepConfiguration(
      parallelism: Parallelism(pipeline: ranks, data: data, expert: min(64, data)),
      sequences: microbatches * data, sequenceLength: 4096, schedule: "dualpipe", precision: .fp8)
    return Scenario(
      name: name, model: model, cluster: cluster, step: step, run: nil,
      gpuHourPrice: Money(2, currency: "USD"))
  }

  static func memory(ranks: Int, copies: Int, capacity: Int64 = 84_943_110_144)
    -> Evaluation.Memory
  {
    let gibibyte: Int64 = 1 << 30
    let uses = (0..<ranks).map { rank in
      MemoryUse(
        weights: Bytes(6 * gibibyte * Int64(copies)),
        gradients: Bytes(11 * gibibyte * Int64(copies)), optimizer: Bytes(3 * gibibyte),
        activations: Bytes(Int64(2 * ranks - rank) * gibibyte), buffers: Bytes(2 * gibibyte))
    }
    return Evaluation.Memory(perRank: uses, capacity: Bytes(capacity))
  }

  /// How long the expert streams of the replica run, mean over its ranks.
  private static func expertCommunication(_ timeline: Timeline) -> VirtualTime {
    let busy = timeline.events.filter { $0.stream == .expert }
      .reduce(VirtualTime.zero) { $0 + $1.end - $1.start }
    return VirtualTime(seconds: busy.seconds / Double(timeline.schedule.ranks))
  }

  static func evaluation(
    _ name: String, _ schedule: PipelineSchedule, step: ToyStep = ToyStep(), data: Int = 1,
    copies: Int = 1, notes: [String] = []
  ) -> Evaluation {
    let timeline = step.timeline(schedule, gpus: schedule.ranks * data)
    let seconds = timeline.step.seconds
    let tokens = schedule.microbatches * data * 4096
    let rate = Double(tokens) / seconds
    let perGPU = rate / Double(timeline.gpus)
    let hours = 14.8e12 / rate / 3600 * Double(timeline.gpus)
    let phases = [
      RunCost.Phase(
        name: "pre-training", steps: 256_000, tokens: 14.8e12, gpuHours: hours,
        cost: Money(hours * 2, currency: "USD"),
        schedules: [.init(name: name, steps: 250_000), .init(name: "1f1b", steps: 6_000)],
        note: "24 microbatches a pipeline are too few for \(name): 1f1b instead"),
      RunCost.Phase(
        name: "post-training", steps: 0, tokens: 0, gpuHours: 5000,
        cost: Money(10_000, currency: "USD"), schedules: [], note: nil),
    ]
    return Evaluation(
      schedule: name, chunks: 1, copies: copies, stages: "E|t|t|tL", timeline: timeline,
      expertCommunication: expertCommunication(timeline),
      hiding: schedule.hasPairs ? .pairs : .sharedExpert,
      throughput: Evaluation.Throughput(
        tokensPerStep: tokens, tokensPerSecond: rate, teraflopsPerSecondCausal: perGPU * 0.25,
        teraflopsPerSecondFull: perGPU * 0.28, mfuCausal: perGPU * 0.25 / 989,
        mfuFull: perGPU * 0.28 / 989, peakName: "H800 BF16 dense, 989.0 TFLOP/s"),
      memory: memory(ranks: schedule.ranks, copies: copies),
      whatIfs: Evaluation.WhatIfs(
        noExpertCommunication: VirtualTime(seconds: seconds * 0.8),
        noPipelineCommunication: VirtualTime(seconds: seconds * 0.99),
        noBubble: VirtualTime(seconds: seconds * 0.9)),
      run: RunCost(phases: phases, gpus: timeline.gpus), uncertainty: nil, notes: notes,
      simulation: Evaluation.SimulationFigures(
        gpus: timeline.gpus, operators: 5000, laneOperators: 5000 * data, wallSeconds: 0.025,
        processes: 2))
  }

  static let assumptions = [
    Assumption(
      name: "FP8 GEMM efficiency", value: "0.62 of peak", grade: .calibrated,
      source: "DeepGEMM's published table, 132 SMs"),
    Assumption(
      name: "network bandwidth", value: "40 GB/s a GPU", grade: .measured,
      source: "arXiv:2505.09343, section 4.3"),
    Assumption(
      name: "gradient type", value: "BF16", grade: .assumption, source: "not published"),
  ]

  /// 4 ranks and 8 microbatches under 1F1B and DualPipe, and one refusal.
  static func small(name: String = "toy") throws -> Comparison {
    try Comparison(
      scenario: scenario(name: name, ranks: 4, microbatches: 8),
      evaluations: [
        evaluation("1f1b", .oneForwardOneBackward(ranks: 4, microbatches: 8)),
        evaluation(
          "dualpipe", .dualPipe(ranks: 4, microbatches: 8), copies: 2,
          notes: ["keeps two copies of the parameters"]),
      ],
      refusals: [
        Comparison.Refusal(
          schedule: "zb-h2", reason: "needs 93.1 GiB on rank 0, the GPU has 79.1 GiB")
      ], assumptions: assumptions)
  }
}
