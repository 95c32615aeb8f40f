/// Some consecutive elements of one moment of one tensor, as checkpoints keep them.
public struct MomentShard: Hashable, Sendable {
  /// Which moving average of the gradients.
  public enum Moment: String, CaseIterable, Hashable, Sendable {
    /// Of the gradients.
    case first
    /// Of their squares.
    case second
  }

  /// Numbers in one of two formats.
  public enum Elements: Hashable, Sendable {
    /// Upper halves of `Float` patterns.
    case bfloat16([UInt16])
    case float([Float])

    public var count: Int {
      switch self {
      case .bfloat16(let elements): elements.count
      case .float(let elements): elements.count
      }
    }
  }

  /// The parameter's name.
  public var parameter: String
  public var moment: Moment
  /// Elements of the whole tensor.
  public var count: Int
  /// Place of the first element in the tensor, row-major.
  public var start: Int
  public var elements: Elements

  /// A part of a moment.
  public init(
    parameter: String, moment: Moment, count: Int, start: Int, elements: Elements
  ) {
    self.parameter = parameter
    self.moment = moment
    self.count = count
    self.start = start
    self.elements = elements
  }
}
