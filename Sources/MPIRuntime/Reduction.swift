/// How a reduction joins the elements of all processes, position by position.
public enum Reduction: Hashable, Sendable, CaseIterable {
  /// Integers wrap around; the rounding of floating-point sums depends on the number of processes.
  case sum
  case max
  case min
}
