import ClusterModels
import PipelineSchedules
import TransformerModels

extension StepConfiguration {
  /// Whether GPUs of one pipeline rank take different times.
  public var hasLaneEffects: Bool {
    jitter > 0 || speedSpread > 0 || !stragglers.isEmpty || routing != .balanced
  }
}

extension TrainingStep {
  /// Lanes that wait for each other in expert exchanges; 1 where nothing is exchanged.
  var exchangeGroup: Int {
    guard model.experts != nil else { return 1 }
    return configuration.parallelism.expert * configuration.parallelism.tensor
  }

  /// Lanes that cannot be simulated apart: expert groups, and what compute collectives couple.
  var laneGroup: Int {
    let coupled = configuration.parallelism.tensor * configuration.parallelism.context
    var (a, b) = (exchangeGroup, coupled)
    while b != 0 { (a, b) = (b, a % b) }
    return exchangeGroup / a * coupled
  }

  /// The same step, its stages kept, with expert loads drawn otherwise.
  public mutating func draw(routing: StepConfiguration.Routing) {
    configuration.routing = routing
  }

  /// The same step, its GPUs' speeds drawn with another spread.
  public mutating func draw(speedSpread: Double) {
    configuration.speedSpread = speedSpread
  }

  /// Lanes of a pipeline rank that are simulated: all, unless only some groups are asked for.
  var simulatedLanes: Int {
    let all = configuration.parallelism.gpusPerPipelineRank
    return sampledGroups.map { min($0 * laneGroup, all) } ?? all
  }

  /// `[rank]`, the slowest GPU's factor.
  var rankSlowdown: [Double] {
    var slowest = Array(repeating: 1.0, count: schedule.ranks)
    let lanes = configuration.parallelism.gpusPerPipelineRank
    for straggler in configuration.stragglers {
      let rank = straggler.gpu / lanes
      slowest[rank] = max(slowest[rank], straggler.slowdown)
    }
    return slowest
  }
}
