internal import ClusterModels
public import ExpertParallelism
public import MPIRuntime
public import PipelineSchedules
public import Simulation
internal import TransformerModels

/// Routing at work: what a stream of tokens puts on experts, GPUs, nodes and wires, step by step, and
/// what that does to a training step.
///
/// The same plan gives the same study on any number of processes.
public struct RoutingStudy: Sendable {
  public let plan: RoutingPlan
  public let steps: [RoutingStep]
  /// `[window][experts]`, selections in the last steps.
  public let loads: [[Int]]
  /// The same tokens without balancing.
  public let unbalancedLoads: [[Int]]
  /// Of the last step.
  public let tally: RoutingTally
  /// The rows of the last step counted token by token; those of ``tally`` follow from the layouts.
  public let walked: DispatchTraffic
  public let redundancy: RedundancyStudy?
  public let effect: RoutingEffect

  /// Plays the plan, then simulates the scenario with the loads that came out.
  ///
  /// - Parameters:
  ///   - plan: What is played.
  ///   - scenario: Whose step is simulated, and whose hidden size rows have.
  ///   - imported: The schedule of a scenario that names `csv:FILE`.
  ///   - communicator: All its processes call this with the same arguments.
  ///   - progress: Told each step.
  /// - Throws: `RoutingError` for a score that cannot be routed, `ScheduleError`, `CostError` or
  ///   `SimulationError` where the scenario's step cannot run, `MPIError` when a message fails.
  public init(
    _ plan: RoutingPlan, scenario: Scenario, imported: PipelineSchedule? = nil,
    on communicator: Communicator, progress: (RoutingStep) -> Void = { _ in }
  ) throws {
    var player = try RoutingPlayer(plan, on: communicator)
    var steps: [RoutingStep] = []
    var (loads, unbalancedLoads): ([[Int]], [[Int]]) = ([], [])
    var last: RoutingPlayer.Outcome
    repeat {
      let number = steps.count
      let isInWindow = number >= plan.steps - plan.window
      last = try player.play(
        number, triesUnbalanced: isInWindow || number.isMultiple(of: Self.samplingInterval))
      let step = RoutingStep(number, last)
      steps.append(step)
      if isInWindow {
        loads.append(last.tally.expertLoads)
        unbalancedLoads.append(last.unbalancedLoads ?? [])
      }
      progress(step)
    } while steps.count < plan.steps
    self.plan = plan
    self.steps = steps
    self.loads = loads
    self.unbalancedLoads = unbalancedLoads
    (tally, walked) = (last.tally, last.walked)
    redundancy = try plan.placement.map {
      try RedundancyStudy($0, loads: loads, unbalanced: unbalancedLoads)
    }
    effect = try RoutingEffect(
      scenario, imported, spread: LoadSpread(loads), unbalanced: LoadSpread(unbalancedLoads),
      on: communicator)
  }

  /// Before the last steps, every how many the tokens are routed without balancing too.
  static let samplingInterval = 10

  /// The mean of the last steps' MaxVio.
  public var finalMaxVio: Double {
    steps.suffix(plan.window).reduce(0) { $0 + $1.maxVio } / Double(plan.window)
  }

  /// The same for the same tokens without balancing.
  public var unbalancedMaxVio: Double {
    unbalancedLoads.reduce(0) { $0 + LoadStatistics($1).maxViolation } / Double(plan.window)
  }

  /// Whether the rows counted token by token are those of the layouts.
  public var rowsAgree: Bool { walked == tally.traffic }
}

extension RoutingStudy {
  /// The payload of a dispatched token: FP8 codes, and an FP32 scale for each 128 of them.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 3.3.1; DeepEP counts no ids and no weights.
  public var dispatchBytesPerRow: Int {
    let hidden = effect.scenario.model.hiddenSize
    return hidden + 4 * ((hidden + 127) / 128)
  }

  /// The payload of a combined token: BF16.
  public var combineBytesPerRow: Int { 2 * effect.scenario.model.hiddenSize }

  /// Tokens that an expert group of the scenario routes together.
  public var scenarioTokens: Int {
    let step = effect.scenario.step
    return step.parallelism.expert * step.microbatch * step.sequenceLength
      / step.parallelism.context
  }
}

extension RoutingStep {
  fileprivate init(_ number: Int, _ outcome: RoutingPlayer.Outcome) {
    self.number = number
    maxVio = LoadStatistics(outcome.tally.expertLoads).maxViolation
    gpuMaxVio = LoadStatistics(outcome.tally.rankLoads).maxViolation
    nodeMaxVio = LoadStatistics(outcome.tally.nodeLoads).maxViolation
    nodesPerToken = outcome.tally.nodesPerToken
    unbalancedMaxVio = outcome.unbalancedLoads.map { LoadStatistics($0).maxViolation }
  }
}
