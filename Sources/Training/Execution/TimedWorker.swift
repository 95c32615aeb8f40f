public import LinearAlgebra
import MPIRuntime
public import PipelineSchedules

/// Waits instead of computing, as long as `ScheduleTimes` say, and passes on matrices that tell who made
/// them: to measure a schedule with real messages on more ranks than there are cores.
public final class TimedWorker: StageWorker {
  public let boundaryShape: (rows: Int, columns: Int)
  private let schedule: PipelineSchedule
  private let times: ScheduleTimes
  private let secondsPerUnit: Double
  /// The two actions of each pair of the rank.
  private var pairs: [PipelineAction: ScheduleSlot] = [:]
  /// Pairs of which one action has begun.
  private var begun: [ScheduleSlot: TimedInterval] = [:]

  private static let greatestSeconds = 3600.0

  /// A worker for one rank.
  ///
  /// - Parameters:
  ///   - schedule: From which it knows its pairs, and what its neighbours are to send.
  ///   - rank: From 0.
  ///   - times: Of the actions; the latency of messages is not read, it is real.
  ///   - secondsPerUnit: Of the times.
  ///   - boundaryShape: Of the matrices that travel; both sizes at least 1.
  /// - Throws: `ExecutionError` with code `wrongDuration` where an action would take more than an
  ///   hour, or `secondsPerUnit` is not positive.
  /// - Complexity: O(slots of the rank)
  public init(
    _ schedule: PipelineSchedule, rank: Int, times: ScheduleTimes, secondsPerUnit: Double,
    boundaryShape: (rows: Int, columns: Int)
  ) throws(ExecutionError) {
    precondition(
      boundaryShape.rows > 0 && boundaryShape.columns > 0,
      "matrices of \(boundaryShape.rows) x \(boundaryShape.columns)")
    let all = [
      times.forward, times.backwardInput, times.backwardWeight, times.backward, times.pair,
    ]
    guard secondsPerUnit > 0,
      all.allSatisfy({ 0...Self.greatestSeconds ~= $0 * secondsPerUnit })
    else {
      throw ExecutionError(
        code: .wrongDuration,
        detail: "\(times) of \(secondsPerUnit) s; an action takes 0 to \(Self.greatestSeconds) s")
    }
    self.schedule = schedule
    self.times = times
    self.secondsPerUnit = secondsPerUnit
    self.boundaryShape = boundaryShape
    MonotonicClock.wakePunctually()
    for slot in schedule.programs[rank] {
      if case .pair = slot { for action in slot.actions { pairs[action] = slot } }
    }
  }

  public func forward(
    stage: Int, microbatch: Int, input: Matrix?
  ) throws -> any StagePass {
    try pass(PipelineAction(stage: stage, kind: .forward, microbatch: microbatch), input: input)
  }

  public func backward(
    stage: Int, microbatch: Int, gradient: Matrix?, passes: Set<BackwardPass>
  ) throws -> any StagePass {
    let kind: PipelineAction.Kind =
      passes.count == 2 ? .backward : passes.contains(.input) ? .backwardInput : .backwardWeight
    return try pass(
      PipelineAction(stage: stage, kind: kind, microbatch: microbatch), input: gradient)
  }

  private func pass(_ action: PipelineAction, input: Matrix?) throws -> any StagePass {
    let expected = Boundary.input(of: action, stages: schedule.stages).map(mark)
    guard input?.values.first == expected, input?.values.last == expected else {
      throw ExecutionError(
        code: .wrongInput,
        detail: "\(action) got \(input?.values.first.map { "\($0)" } ?? "nothing"), "
          + "expected \(expected.map { "\($0)" } ?? "nothing")")
    }
    let result = Boundary.output(of: action, stages: schedule.stages).map {
      Matrix(rows: boundaryShape.rows, columns: boundaryShape.columns, repeating: mark($0))
    }
    return TimedPass(interval(of: action), result: result)
  }

  private func interval(of action: PipelineAction) -> TimedInterval {
    let slot = pairs[action] ?? .single(action)
    if let shared = begun.removeValue(forKey: slot) { return shared }
    let seconds = times.duration(of: slot) * secondsPerUnit
    let interval = TimedInterval(duration: Int64(seconds * 1e9))
    if case .pair = slot { begun[slot] = interval }
    return interval
  }

  /// A number that only one boundary of the schedule has, as long as there are fewer than 2²³.
  private func mark(_ boundary: Boundary) -> Float {
    let cell = Float(boundary.stage * schedule.microbatches + boundary.microbatch + 1)
    return boundary.direction == .forward ? cell : -cell
  }
}
