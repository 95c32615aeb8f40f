internal import ClusterModels
internal import CostModels
internal import Quantities
internal import Simulation
internal import TransformerModels

/// Turns a scenario's text into values; how the files it names are read is handed in.
struct ScenarioReader {
  typealias Reading<Value> = (_ path: String) throws(ConfigurationError) -> Value

  let model: Reading<Architecture>
  let cluster: Reading<Cluster>
  /// By the cluster's path.
  var calibration: Reading<Calibration?> = { _ in nil }
  let fileExists: (_ path: String) -> Bool

  enum Key: String, CaseIterable {
    case model, cluster, parallelism, batch, schedule, chunks, precision, optimizer, recompute
    case stages, mtp, overlap, transfers, communicationSMs, kernels, routing, jitter
    case speedSpread, stragglers, seed, run, cost
  }

  /// Reads a text and the files that it names.
  ///
  /// - Throws: `ConfigurationError`, the first problem in reading order.
  func read(_ file: ConfigurationText) throws(ConfigurationError) -> Scenario {
    let fields = try Fields(Field(root: file), keys: Key.self)
    let model = try fields[.model].referenced(
      "the path of a Hugging Face config.json", exists: fileExists, read: self.model)
    let cluster = try fields[.cluster].referenced(
      "the path of a cluster's YAML file", exists: fileExists, read: self.cluster)
    let calibration = try fields[.cluster].referenced(
      "the path of a cluster's YAML file", exists: fileExists, read: self.calibration)
    let steps = StepReader(model: model, cluster: cluster, fileExists: fileExists)
    let step = try steps.step(fields)
    return Scenario(
      name: stem(ofPath: file.path), model: model, cluster: cluster,
      calibration: calibration, step: step,
      run: try fields.optional(.run).map { field throws(ConfigurationError) in
        try RunReader(base: step, steps: steps).run(field)
      },
      gpuHourPrice: try fields.optional(.cost).map(price))
  }

  private func price(_ field: Field) throws(ConfigurationError) -> Money {
    enum Key: String, CaseIterable { case gpuHour, currency }
    let fields = try Fields(field, keys: Key.self)
    let amount = try fields[.gpuHour].double(expected: "a price from 0 to 1000000") {
      (0...1e6).contains($0)
    }
    guard let currency = fields.optional(.currency) else { return Money(amount, currency: "USD") }
    let code = try currency.text("a code of three capital letters such as USD")
    guard code.utf8.count == 3, code.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
      throw currency.refusal(
        .unknownChoice, expected: "a code of three capital letters such as USD")
    }
    return Money(amount, currency: code)
  }
}
