public import Analysis
import CostModels
public import MPIRuntime
import PipelineSchedules
public import RunConfigurations
import Simulation
public import TransformerModels

/// Finds our number for each published one; what several rest on is computed once.
public final class Validator {
  /// The folder with `models`, `clusters`, `scenarios` and `validation`.
  public let folder: String
  private let communicator: Communicator
  private var models: [String: Architecture] = [:]
  private var evaluations: [String: Evaluation] = [:]
  private var pairs: [String: PlayedPair] = [:]

  /// - Parameters:
  ///   - folder: Where the configuration files are.
  ///   - communicator: All its processes ask for the same numbers in the same order.
  public init(folder: String, on communicator: Communicator) {
    self.folder = folder
    self.communicator = communicator
  }

  /// Our number, in the unit of the measure.
  ///
  /// - Throws: `ConfigurationError` or `ModelError` for a file, `ScheduleError`, `CostError` or
  ///   `SimulationError` where a scenario cannot run, `MPIError` when a message fails.
  public func predict(_ measure: ValidationMeasure) throws -> Double {
    switch measure {
    case .model(let path, let quantity): try value(of: quantity, in: model(path))
    case .step(let path, let quantity): try value(of: quantity, in: evaluation(path), path)
    case .bubbleRate(let schedule, let ranks, let microbatches, let chunks, let times):
      ScheduleReplay(
        try ScheduleCatalog.schedule(
          named: schedule, ranks: ranks, microbatches: microbatches, chunks: chunks),
        times: chunks > 1 ? times.divided(by: chunks) : times
      ).zeroBubbleRate
    case .trace(let path, let quantity): try pair(path).milliseconds(quantity)
    case .product(let path, let groups, let m, let n, let k):
      try productMicroseconds(groups: groups, m: m, n: n, k: k, in: scenario(path))
    }
  }

  /// The model of a file in `models`, by its name without the ending.
  public func model(named name: String) throws -> Architecture {
    try model("\(folder)/models/\(name).json")
  }

  func model(_ path: String) throws -> Architecture {
    if let known = models[path] { return known }
    let model = try Architecture(contentsOf: path)
    models[path] = model
    return model
  }

  /// What the scenario of a file in `scenarios` evaluates to, by its name without the ending.
  public func evaluation(named name: String) throws -> Evaluation {
    try evaluation("\(folder)/scenarios/\(name).yaml")
  }

  func evaluation(_ path: String) throws -> Evaluation {
    try evaluation(path, key: path) { _ in }
  }

  /// The same for a scenario with changes.
  func evaluation(
    _ path: String, key: String, changed change: (inout Scenario) -> Void
  ) throws -> Evaluation {
    if let known = evaluations[key] { return known }
    var scenario = try scenario(path)
    change(&scenario)
    // No interval is asked of a changed scenario.
    let samples = key == path ? Self.samples : 0
    let evaluation = try Evaluation(
      scenario, on: communicator,
      lengths: StepLengths(scenario: scenario, on: communicator, imported: [:]), samples: samples,
      comparesSources: false)
    evaluations[key] = evaluation
    return evaluation
  }

  func scenario(named name: String) throws -> Scenario {
    try scenario("\(folder)/scenarios/\(name).yaml")
  }

  func scenario(_ path: String) throws -> Scenario { try ScenarioFile.read(path: path) }

  /// The training trace's pair under the scenario of a file in `scenarios`, by its name.
  func pair(named name: String) throws -> PlayedPair {
    try pair("\(folder)/scenarios/\(name).yaml")
  }

  private func pair(_ path: String) throws -> PlayedPair {
    if let known = pairs[path] { return known }
    let pair = try PlayedPair(scenario(path))
    pairs[path] = pair
    return pair
  }

  /// Peak memory under the scenario of the reference run.
  func memoryFinding() throws -> MemoryFinding {
    let path = "\(folder)/scenarios/deepseek-v3.yaml"
    let with = try evaluation(path).memory
    let without = try evaluation(path, key: "\(path), nothing recomputed") {
      $0.step.recomputation = .items([])
      $0.run = nil
    }.memory
    return MemoryFinding(
      capacity: with.capacity, withRecomputation: with.peak, without: without.peak)
  }
}
