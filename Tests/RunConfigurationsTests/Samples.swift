import ClusterModels
import Simulation
import TransformerModels

@testable import RunConfigurations

/// Texts that read without a complaint, for tests to spoil.
enum Samples {
  static let scenario = """
    model: model.json
    cluster: cluster.yaml
    parallelism: {pipeline: 16, data: 128, expert: 64}
    batch: {sequences: 15360, sequenceLength: 4096}
    schedule: dualpipe
    precision: fp8
    recompute: none
    mtp: 1
    stragglers: [{gpu: 17, slowdown: 1.1}]
    run:
      phases:
        - {name: first, tokens: 14.8T}
        - {name: second, steps: 10, sequences: 480, parallelism: {data: 32, context: 4}}
        - {name: third, gpuHours: 5000}
    cost: {gpuHour: 2}
    """

  static let cluster = """
    name: small
    nodes: 256
    gpusPerNode: 8
    accelerator: gpu.yaml
    nvlink: {effectiveBandwidth: 160 GB/s, lineBandwidth: 200 GB/s, latency: 3.33 us}
    network: {effectiveBandwidth: 40 GB/s, latency: 3.7 us}
    fabric: {topology: fat-tree, layers: 2, planes: 1, switchPorts: 64}
    source: made up
    """

  static let accelerator = """
    name: GPU
    streamingMultiprocessors: 132
    memory: 80 GiB
    memoryBandwidth: 3.35 TB/s
    peakBF16: 989 TFLOP/s
    peakFP8: 1979 TFLOP/s
    efficiency:
      gemmBF16: 0.75
      gemmFP8: 0.6
      attentionForward: 0.66
      attentionBackward: 0.56
      memory: 0.8
      source: made up
    source: made up
    """

  static func readScenario(_ text: String) throws(ConfigurationError) -> Scenario {
    try readScenario(ConfigurationText(path: "in/scenario.yaml", text: text))
  }

  static func readScenario(_ file: ConfigurationText) throws(ConfigurationError) -> Scenario {
    try ScenarioReader(
      model: { _ throws(ConfigurationError) in model },
      cluster: { _ throws(ConfigurationError) in try readCluster(cluster) },
      fileExists: files.contains
    ).read(file)
  }

  static func readCluster(_ text: String) throws(ConfigurationError) -> Cluster {
    try readCluster(ConfigurationText(path: "in/cluster.yaml", text: text))
  }

  static func readCluster(_ file: ConfigurationText) throws(ConfigurationError) -> Cluster {
    try ClusterFile.read(file, fileExists: files.contains) { _ throws(ConfigurationError) in
      try readAccelerator(accelerator)
    }
  }

  static func readAccelerator(_ text: String) throws(ConfigurationError) -> Accelerator {
    try AcceleratorFile.read(ConfigurationText(path: "in/gpu.yaml", text: text))
  }

  /// What the samples name, and what the seeds of the fuzzer name.
  private static let files: Set = [
    "in/model.json", "in/cluster.yaml", "in/gpu.yaml", "in/own.csv",
    "in/../models/deepseek-v3.json",
    "in/../clusters/h800-2048.yaml", "in/../accelerators/h800.yaml",
  ]

  /// The shape of DeepSeek-V3, as far as a scenario is held against it.
  static let model = Architecture(
    family: "deepseek_v3", name: "deepseek-v3", vocabularySize: 129_280, hiddenSize: 7168,
    layers: 61,
    attention: .latent(
      heads: 128, queryRank: 1536, keyValueRank: 512, noPositionSize: 128, ropeSize: 64,
      valueSize: 128),
    denseIntermediateSize: 18_432,
    experts: Architecture.Experts(
      routed: 256, shared: 1, active: 8, intermediateSize: 2048, groups: 8, keptGroups: 4,
      firstDenseLayers: 3),
    multiTokenPredictionModules: 1, tiedEmbedding: false)
}
