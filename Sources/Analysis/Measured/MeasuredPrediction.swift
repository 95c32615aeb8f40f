public import PipelineSchedules
internal import Quantities
internal import Simulation
public import Timelines
public import Training

/// What the simulation's engine says of a step whose slots last as long as real ranks took for them.
public struct MeasuredPrediction: Sendable {
  public let durations: MeasuredDurations
  public let timeline: Timeline

  /// Runs a schedule with lengths drawn from the measured ones, of the draw whose step is the median of
  /// all draws, message times and optimiser included.
  ///
  /// - Parameters:
  ///   - schedule: The one that was measured, or another with the same stages.
  ///   - durations: What was measured.
  /// - Throws: `ExecutionError` with code `notMeasured`, naming the slot, where neither a slot nor its
  ///   parts were measured; `SimulationError` with code `tooLarge`.
  /// - Complexity: O(slots · draws)
  public init(_ schedule: PipelineSchedule, durations: MeasuredDurations) throws {
    self.durations = durations
    let lengths = try durations.medianLengths(of: schedule)
    timeline = try ScheduleSimulation(
      schedule, latency: VirtualTime(seconds: lengths.communication),
      optimizer: VirtualTime(seconds: lengths.optimizer)
    ) { lengths.seconds[$0].map(VirtualTime.init(seconds:)) ?? .zero }.timeline
  }

  /// The steps that the durations come from; nil where they are of another schedule, or not known.
  public var facts: MeasuredFacts? {
    durations.facts.flatMap { $0.describe(timeline.schedule) ? $0 : nil }
  }

  /// How far the predicted step lies above the measured one, as a share of that; nil without one.
  public var error: Double? { facts.map { timeline.step.seconds / $0.stepSeconds - 1 } }
}

extension Timeline {
  /// The mean over the ranks of the time in which they neither compute nor reduce gradients, over the
  /// step.
  public var idleFraction: Double { meanShares.idle.fraction(of: step) }

  public var bubbleFraction: Double { meanShares.bubble.fraction(of: step) }

  public var exposedPipelineFraction: Double { meanShares.exposedPipeline.fraction(of: step) }
}
