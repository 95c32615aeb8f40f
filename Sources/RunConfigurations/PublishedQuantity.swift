public import CostModels

/// One number that somebody printed, to stand beside ours.
public struct PublishedQuantity: Hashable, Sendable {
  /// Which side of the line between fitting and checking a number is on.
  public enum Kind: String, CaseIterable, Sendable {
    /// A kernel or a link that cost models are fitted to.
    case input
    /// Never fitted, only compared.
    case check
  }

  /// The heading under which tables list it.
  public var group: String
  public var name: String
  /// In ``unit``.
  public var value: Double
  public var unit: String
  /// Digits behind the point, as printed in the source.
  public var decimals: Int
  public var kind: Kind
  /// The relative error to get to; nil where none is stated.
  public var goal: Double?
  /// The relative error that was reached; nil where there is none.
  ///
  /// A greater one is a failure.
  public var bound: Double?
  /// Of our number, not of the published one.
  public var grade: Grade
  public var source: String
  /// What our number takes for granted; nil where nothing.
  public var note: String?

  public init(
    group: String, name: String, value: Double, unit: String, decimals: Int, kind: Kind,
    goal: Double? = nil, bound: Double? = nil, grade: Grade, source: String, note: String? = nil
  ) {
    self.group = group
    self.name = name
    self.value = value
    self.unit = unit
    self.decimals = decimals
    self.kind = kind
    self.goal = goal
    self.bound = bound
    self.grade = grade
    self.source = source
    self.note = note
  }
}
