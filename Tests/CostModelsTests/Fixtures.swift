import ClusterModels
import CostModels
import Quantities
import TransformerModels

extension Architecture {
  /// From config_671B.json of deepseek-ai/DeepSeek-V3.
  static let deepSeekV3 = Architecture(
    family: "deepseek_v3", name: "deepseek-v3", vocabularySize: 129_280, hiddenSize: 7168,
    layers: 61,
    attention: .latent(
      heads: 128, queryRank: 1536, keyValueRank: 512, noPositionSize: 128, ropeSize: 64,
      valueSize: 128),
    denseIntermediateSize: 18_432,
    experts: Experts(
      routed: 256, shared: 1, active: 8, intermediateSize: 2048, groups: 8, keptGroups: 4,
      firstDenseLayers: 3),
    multiTokenPredictionModules: 1, tiedEmbedding: false)

  /// From config.json of meta-llama/Llama-3.1-70B.
  static let llama70B = Architecture(
    family: "llama", name: "llama-3.1-70b", vocabularySize: 128_256, hiddenSize: 8192, layers: 80,
    attention: .grouped(heads: 64, keyValueHeads: 8, headSize: 128, queryKeyValueBias: false),
    denseIntermediateSize: 28_672, experts: nil, multiTokenPredictionModules: 0,
    tiedEmbedding: false)
}

extension Accelerator {
  /// The published kernels of H800; attention's shares are those of 112 SMs over 112 / 132.
  static let h800 = Accelerator(
    name: "H800", streamingMultiprocessors: 132, memory: Bytes(84_943_110_144),
    memoryBandwidth: Bandwidth(bytesPerSecond: 3.35e12),
    peakBF16: ComputeRate(flopsPerSecond: 989e12), peakFP8: ComputeRate(flopsPerSecond: 1979e12),
    efficiency: Efficiency(
      gemmBF16: 0.75, gemmFP8: 0.60, attentionForward: 0.66, attentionBackward: 0.56, memory: 0.8,
      source: "DeepGEMM's tables, the DeepSeek-V3 training trace"),
    source: "NVIDIA data sheet")
}

extension Cluster {
  /// 256 nodes of 8 H800, as in the DeepSeek-V3 Technical Report, section 3.1; latencies of ISCA
  /// 2025, arXiv:2505.09343, table 5.
  static let h800 = Cluster(
    name: "h800-2048", accelerator: .h800, nodes: 256, gpusPerNode: 8,
    nvlink: Link(
      effectiveBandwidth: Bandwidth(bytesPerSecond: 160e9), latency: VirtualTime(seconds: 3.33e-6)),
    network: Link(
      effectiveBandwidth: Bandwidth(bytesPerSecond: 40e9), latency: VirtualTime(seconds: 3.7e-6)),
    fabric: Fabric(topology: .multiPlaneFatTree, layers: 2, planes: 8, switchPorts: 64),
    source: "arXiv:2505.09343, section 4")
}

extension Workload {
  /// The published training step.
  static let reference = Workload(
    model: .deepSeekV3, cluster: .h800,
    parallelism: Parallelism(pipeline: 16, data: 128, expert: 64), sequenceLength: 4096,
    microbatch: 1, precision: .fp8,
    recomputation: .items([.norm, .mlaUpProjection, .swiglu]), communicationSMs: 20, zeroStage: 1)

  /// A dense model under tensor parallelism.
  static let dense = Workload(
    model: .llama70B, cluster: .h800,
    parallelism: Parallelism(pipeline: 4, data: 4, tensor: 8), sequenceLength: 8192,
    microbatch: 1, precision: .bf16, recomputation: .items([]), communicationSMs: 0, zeroStage: 1)

  /// The same with one thing changed.
  func with(_ change: (inout Workload) -> Void) -> Workload {
    var copy = self
    change(&copy)
    return copy
  }
}
