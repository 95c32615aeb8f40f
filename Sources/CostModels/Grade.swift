/// How far a number can be trusted.
public enum Grade: String, CaseIterable, Sendable {
  /// Printed in a source, for this very system.
  case measured
  /// Fitted to kernel- or link-level measurements of this system.
  case calibrated
  /// Carried over from another system or outside the measured range.
  case extrapolated
  /// Chosen; nothing published says it.
  case assumption
}

/// One number that the result rests on.
public struct Assumption: Hashable, Sendable {
  /// What it is: `FP8 GEMM efficiency`.
  public var name: String
  /// With its unit, for people.
  public var value: String
  public var grade: Grade
  public var source: String

  public init(name: String, value: String, grade: Grade, source: String) {
    self.name = name
    self.value = value
    self.grade = grade
    self.source = source
  }
}
