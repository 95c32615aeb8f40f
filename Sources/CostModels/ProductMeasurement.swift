/// One published rate of an FP8 matrix product.
public struct ProductMeasurement: Hashable, Sendable {
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case dense
    /// Rows of all groups one behind the other, each group with its own weights.
    case groupedContiguous = "grouped-contiguous"
    /// Rows of a group at the front of a fixed space, as in decoding; compared with, never fitted.
    case groupedMasked = "grouped-masked"
    /// Sums over tokens, FP32 output.
    case weightGradient = "weight-gradient"
    /// Several of those in one launch.
    case groupedWeightGradient = "grouped-weight-gradient"
  }

  public var generation: KernelGenerations.Products
  public var kind: Kind
  public var shape: ProductShape
  /// SMs that the kernel ran on.
  public var multiprocessors: Int
  /// 2MNK of all groups over the time.
  public var flopsPerSecond: Double
  public var source: String

  public init(
    generation: KernelGenerations.Products, kind: Kind, shape: ProductShape, multiprocessors: Int,
    flopsPerSecond: Double, source: String
  ) {
    self.generation = generation
    self.kind = kind
    self.shape = shape
    self.multiprocessors = multiprocessors
    self.flopsPerSecond = flopsPerSecond
    self.source = source
  }

  public var seconds: Double { shape.flops / flopsPerSecond }
}
