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
/// One GPU of each expert group is as slow as the slowest of so many is expected to be. Its pair has
/// the length of all, as they wait for it; phases are those of a GPU of middling speed.
///
/// Played in a DualPipe of four ranks whose outer stages hold embedding and head alone, so that the
/// middle ranks never wait for them.
struct PlayedPair {
  private let middling: Play
  private let slowest: Play
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
    let slowness = 1 + step.speedSpread * SlowestMember.deviations(of: expert)
    (step.jitter, step.speedSpread) = (0, 0)
    step.stragglers =
      expert == 1
      ? [] : (0..<4).map { StepConfiguration.Straggler(gpu: $0 * expert, slowdown: slowness) }
    exchanges = scenario.calibration?.exchanges
    cluster.nodes = max(1, 4 * expert / cluster.gpusPerNode)
    let played = try TrainingStep(
      model: model, cluster: cluster, calibration: scenario.calibration, configuration: step)
    slowest = try Play(played, lane: 0)
    middling = try Play(played, lane: expert - 1)
  }

  /// The waits for other ranks that stand in the trace's phases of exchanges are measurements, which
  /// the calibration has, so they count with those phases.
  ///
  /// - Returns: The pair's length, the time between the starts of its last two layers, or the time
  ///   that a phase of the trace is busy in it.
  func milliseconds(_ quantity: ValidationMeasure.TraceQuantity) -> Double {
    if quantity == .pair { return slowest.length.seconds * 1e3 }
    let names = operators(quantity)
    if quantity == .period {
      let starts = slowest.events(names).map(\.start.seconds).sorted().suffix(2)
      return ((starts.last ?? 0) - (starts.first ?? 0)) * 1e3
    }
    let wait = exchange(quantity).flatMap { exchanges?.publishedWait($0) } ?? 0
    return middling.events(names).reduce(Double(layers) * wait) {
      $0 + ($1.end - $1.start).seconds
    } * 1e3
  }

  /// The share of the exchanges' time that computation hides, on the slowest GPU.
  var hiddenFraction: Double {
    let exposed = slowest.length.seconds - slowest.seconds(.compute)
    let exchanges = slowest.seconds(.expert)
    return exchanges > 0 ? 1 - exposed / exchanges : 1
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

  /// What one GPU of a middle rank did in the pair that nothing held up.
  private struct Play {
    private let timeline: Timeline
    private let rank = 1
    private let slot: Int

    init(_ step: TrainingStep, lane: Int) throws {
      timeline = try step.simulate(
        on: .solo(), without: .pipelineCommunication, keeping: .replica(lane: lane)
      ).timeline
      let (program, spans) = (timeline.schedule.programs[rank], timeline.slotSpans[rank])
      let pairs = program.indices.filter { if case .pair = program[$0] { true } else { false } }
      slot = pairs.min { spans[$0].count < spans[$1].count } ?? 0
    }

    var length: VirtualTime {
      VirtualTime(picoseconds: Int64(timeline.slotSpans[rank][slot].count))
    }

    func events(_ names: [String]) -> [TimelineEvent] {
      events.filter { names.contains(timeline.labels[Int($0.label)]) }
    }

    /// How long a stream is busy.
    func seconds(_ stream: GPUStream) -> Double {
      events.filter { $0.stream == stream }.reduce(0) { $0 + ($1.end - $1.start).seconds }
    }

    private var events: [TimelineEvent] {
      timeline.events.filter { Int($0.rank) == rank && Int($0.slot) == slot }
    }
  }
}
