internal import ClusterModels
internal import CostModels
internal import TransformerModels

extension CalibrationFile {
  /// Reads what an overlapped pair of layers ran on each GPU.
  static func pairWorkload(
    _ field: Field, exists: @escaping (String) -> Bool
  ) throws(ConfigurationError) -> (workload: Workload, speedSpread: Double) {
    enum Key: String, CaseIterable {
      case model, cluster, expert, sequenceLength, communicationSMs, recompute, kernels, speedSpread
    }
    let fields = try Fields(field, keys: Key.self)
    let model = try fields[.model].referenced(
      "the path of a Hugging Face config.json", exists: exists, read: ScenarioFile.readModel(path:))
    let cluster = try fields[.cluster].referenced(
      "the path of a cluster's YAML file", exists: exists, read: ClusterFile.read(path:))
    let expert = try fields[.expert].int(1...cluster.gpus)
    let steps = StepReader(model: model, cluster: cluster, fileExists: exists)
    let workload = Workload(
      model: model, cluster: cluster,
      parallelism: Parallelism(pipeline: 1, data: expert, expert: expert),
      sequenceLength: try fields[.sequenceLength].int(dimension), microbatch: 1, precision: .fp8,
      recomputation: try steps.recomputation(fields[.recompute]),
      communicationSMs: try fields[.communicationSMs].int(
        0...cluster.accelerator.streamingMultiprocessors - 1), zeroStage: 1,
      kernels: try steps.kernels(fields[.kernels]))
    return (workload, try steps.speedSpread(fields[.speedSpread]))
  }

  /// Reads a row of a table of periods of the layers of that pair.
  static func layerPeriod(
    _ row: Field, of pair: (workload: Workload, speedSpread: Double)
  ) throws(ConfigurationError) -> LayerPeriod {
    enum Column: String, CaseIterable { case layer, microseconds, source }
    let fields = try Fields(row, keys: Column.self)
    return LayerPeriod(
      workload: pair.workload, speedSpread: pair.speedSpread,
      layer: try fields[.layer].int(1...1024),
      seconds: try positive(fields[.microseconds]) * 1e-6, source: try fields[.source].text())
  }
}
