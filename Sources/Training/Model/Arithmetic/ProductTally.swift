/// Counts the work of matrix products.
public final class ProductTally {
  /// The sizes of a product, `[rows, depth] · [depth, columns]`.
  public struct Shape: Hashable, Sendable {
    public let rows: Int
    public let columns: Int
    public let depth: Int
    public let leftTransposed: Bool
    public let rightTransposed: Bool

    /// A multiplication and an addition count as two.
    public var flops: Int { 2 * rows * columns * depth }
  }

  /// Floating-point operations of products since the start.
  public private(set) var flops = 0
  /// How often products of each shape were computed; empty unless ``recordsShapes``.
  public private(set) var counts: [Shape: Int] = [:]
  /// Whether shapes are told apart.
  public var recordsShapes = false

  public init() {}

  func add(_ shape: Shape) {
    flops += shape.flops
    if recordsShapes { counts[shape, default: 0] += 1 }
  }
}
