import LinearAlgebra

/// A pass that only waits.
final class TimedPass: StagePass {
  private let interval: TimedInterval
  private let result: Matrix?

  init(_ interval: TimedInterval, result: Matrix?) {
    self.interval = interval
    self.result = result
  }

  /// There at the end, as in the replay of a schedule, of a pair at the end of both passes.
  var output: Matrix? { interval.isOver ? result : nil }

  func advance() -> Bool {
    interval.rest()
    return !interval.isOver
  }
}
