/// Some consecutive elements of one named tensor.
public struct CheckpointPiece: Hashable, Sendable {
  /// What the elements are to the tensor whose name they bear.
  public enum Kind: UInt8, Hashable, Sendable, CaseIterable {
    /// The tensor itself.
    case value = 0
    /// The running mean of gradients.
    case firstMoment = 1
    /// The running mean of squared gradients.
    case secondMoment = 2
    /// What is added to a router's scores for the selection of experts.
    case bias = 3
    /// A scale, and behind it the greatest magnitudes that it follows from, oldest first, as delayed
    /// scaling has them on one rank.
    case history = 4
  }

  /// Elements in the format that they have in memory, so that they come back bit for bit.
  public enum Elements: Hashable, Sendable {
    case float([Float])
    /// Bit patterns: the upper halves of numbers in FP32.
    case bfloat16([UInt16])

    public var count: Int {
      switch self {
      case .float(let numbers): numbers.count
      case .bfloat16(let patterns): patterns.count
      }
    }
  }

  /// The same on every grid of ranks.
  public var tensor: String
  public var kind: Kind
  /// Elements of the whole tensor.
  public var count: Int
  /// Place in the tensor of the piece's first element, row-major.
  public var start: Int
  public var elements: Elements

  /// A piece of a tensor.
  ///
  /// - Parameters:
  ///   - tensor: The same name on every grid of ranks.
  ///   - kind: What the elements are to the tensor.
  ///   - count: Elements of the whole tensor; the piece lies inside.
  ///   - start: Place in the tensor of the piece's first element, at least 0.
  ///   - elements: Those from `start` on, none or more.
  public init(tensor: String, kind: Kind, count: Int, start: Int, elements: Elements) {
    self.tensor = tensor
    self.kind = kind
    self.count = count
    self.start = start
    self.elements = elements
  }

  /// The places that the piece holds.
  public var range: Range<Int> { start..<start + elements.count }
}
