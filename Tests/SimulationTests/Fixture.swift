import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Simulation
import TransformerModels

/// A small model on a small cluster: one dense layer, eleven with experts, a prediction module.
enum Fixture {
  static let model = Architecture(
    family: "deepseek_v3", name: "small", vocabularySize: 32_000, hiddenSize: 2_048, layers: 12,
    attention: .latent(
      heads: 16, queryRank: 512, keyValueRank: 256, noPositionSize: 128, ropeSize: 64,
      valueSize: 128),
    denseIntermediateSize: 8_192,
    experts: Architecture.Experts(
      routed: 16, shared: 1, active: 4, intermediateSize: 1_024, groups: 4, keptGroups: 2,
      firstDenseLayers: 1),
    multiTokenPredictionModules: 1, tiedEmbedding: false)

  static let accelerator = Accelerator(
    name: "test GPU", streamingMultiprocessors: 132, memory: Bytes(85_899_345_920),
    memoryBandwidth: Bandwidth(bytesPerSecond: 3.35e12),
    peakBF16: ComputeRate(flopsPerSecond: 989e12), peakFP8: ComputeRate(flopsPerSecond: 1_979e12),
    efficiency: Accelerator.Efficiency(
      gemmBF16: 0.75, gemmFP8: 0.6, attentionForward: 0.66, attentionBackward: 0.56, memory: 0.8,
      source: "chosen for tests"),
    source: "chosen for tests")

  static func cluster(nodes: Int) -> Cluster {
    Cluster(
      name: "test", accelerator: accelerator, nodes: nodes, gpusPerNode: 4,
      nvlink: Cluster.Link(
        effectiveBandwidth: Bandwidth(bytesPerSecond: 160e9),
        latency: VirtualTime(seconds: 3.3e-6)),
      network: Cluster.Link(
        effectiveBandwidth: Bandwidth(bytesPerSecond: 40e9), latency: VirtualTime(seconds: 3.7e-6)),
      fabric: Cluster.Fabric(topology: .fatTree, layers: 2, planes: 1, switchPorts: 64),
      source: "chosen for tests")
  }

  /// 4 pipeline ranks of 8 GPUs, experts over groups of 4, 16 microbatches.
  static func configuration(_ schedule: String) -> StepConfiguration {
    StepConfiguration(
      parallelism: Parallelism(pipeline: 4, data: 8, expert: 4), sequences: 128,
      sequenceLength: 2_048, schedule: schedule, precision: .fp8, multiTokenPrediction: 1)
  }

  static func step(
    _ schedule: String, calibration: Calibration? = nil,
    _ change: (inout StepConfiguration) throws -> Void = { _ in }
  ) throws -> TrainingStep {
    var configuration = configuration(schedule)
    try change(&configuration)
    return try TrainingStep(
      model: model, cluster: cluster(nodes: configuration.parallelism.gpus / 4),
      calibration: calibration, configuration: configuration)
  }

  /// Different stages for every rank and both chunks: what balanced cuts give is too regular.
  static let unevenLayout = "E|tt|t|tttt|t|tt|t|tmL"
  static let unevenLayout4 = "Ett|ttttt|tt|tttmL"
}
