import ClusterModels
import CostModels
import MPIRuntime
import PipelineSchedules
import Quantities
import RunConfigurations
import Simulation
import Timelines
import TransformerModels

/// One overlapped pair of four layers with experts forward and four backward, as DeepSeek's training
/// trace has it: 64 GPUs, balanced routing, no jitter, no pipeline communication inside.
///
/// Played in a DualPipe of four ranks whose outer stages hold embedding and head alone, so that the
/// middle ranks never wait for them.
struct PlayedPair {
  private let timeline: Timeline
  /// The pair that nothing held up.
  private let slot: (rank: Int, index: Int)
  private let exchanges: ExchangeModel?
  private let layers = 4

  /// - Throws: `ScheduleError`, `CostError` or `SimulationError` where the scenario cannot run so.
  init(_ scenario: Scenario) throws {
    var (model, cluster, step) = (scenario.model, scenario.cluster, scenario.step)
    let expert = step.parallelism.expert
    model.layers = 8
    model.experts?.firstDenseLayers = 0
    model.multiTokenPredictionModules = 0
    step.parallelism = Parallelism(pipeline: 4, data: expert, expert: expert)
    step.sequences = 16 * expert * step.microbatch
    step.schedule = "dualpipe"
    step.stages = .layout("E|tttt|tttt|L")
    step.multiTokenPrediction = 0
    step.routing = .balanced
    (step.jitter, step.stragglers) = (0, [])
    exchanges = scenario.calibration?.exchanges
    cluster.nodes = max(1, 4 * expert / cluster.gpusPerNode)
    timeline = try TrainingStep(
      model: model, cluster: cluster, calibration: scenario.calibration, configuration: step
    ).simulate(on: .solo(), without: .pipelineCommunication, keeping: .replica(lane: 0)).timeline
    let rank = 1
    let programs = timeline.schedule.programs
    let pairs = programs[rank].indices.filter {
      if case .pair = programs[rank][$0] { true } else { false }
    }
    let spans = timeline.slotSpans[rank]
    let shortest = pairs.min { spans[$0].count < spans[$1].count } ?? 0
    slot = (rank, shortest)
  }

  /// The waits for other ranks that stand in the trace's phases of exchanges are measurements, which
  /// the calibration has, so they count with those phases.
  ///
  /// - Returns: The pair's length, the time between the starts of its last two layers, or the time
  ///   that a phase of the trace is busy in it.
  func milliseconds(_ quantity: ValidationMeasure.TraceQuantity) -> Double {
    let span = timeline.slotSpans[slot.rank][slot.index]
    if quantity == .pair { return Double(span.count) / 1e9 }
    let busy = events(operators(quantity))
    if quantity == .period {
      let starts = busy.map(\.start.seconds).sorted().suffix(2)
      return ((starts.last ?? 0) - (starts.first ?? 0)) * 1e3
    }
    let wait = exchange(quantity).flatMap { exchanges?.publishedWait($0) } ?? 0
    return busy.reduce(Double(layers) * wait) { $0 + ($1.end - $1.start).seconds } * 1e3
  }

  private func events(_ names: [String]) -> [TimelineEvent] {
    timeline.events.filter {
      Int($0.rank) == slot.rank && Int($0.slot) == slot.index
        && names.contains(timeline.labels[Int($0.label)])
    }
  }

  private func exchange(_ quantity: ValidationMeasure.TraceQuantity) -> ExpertExchange? {
    switch quantity {
    case .dispatch: .dispatch
    case .combine: .combine
    case .gradientDispatch: .gradientDispatch
    case .gradientCombine: .gradientCombine
    default: nil
    }
  }

  private func operators(_ quantity: ValidationMeasure.TraceQuantity) -> [String] {
    switch quantity {
    case .pair: []
    case .attentionForward, .period: ["attention F"]
    case .mlpForward: ["shared expert F", "routed experts F"]
    case .attentionInput: ["attention I"]
    case .mlpInput: ["shared expert I", "routed experts I"]
    case .attentionWeight: ["attention W"]
    case .mlpWeight: ["shared expert W", "routed experts W"]
    case .dispatch, .combine, .gradientDispatch, .gradientCombine:
      exchange(quantity).map { [$0.rawValue] } ?? []
    }
  }
}
