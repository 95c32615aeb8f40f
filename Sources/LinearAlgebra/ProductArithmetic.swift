/// How the sums of a block-scaled product are formed.
public enum ProductArithmetic: Hashable, Sendable {
  /// In single precision through OpenBLAS: the fast way.
  ///
  /// Numbers are decoded with their scales, rounded to single precision. The sum over each block of
  /// 128 is formed by itself and then added to the result, in single precision both: what hardware
  /// does that promotes every 128, with a better sum inside the block.
  case single
  /// By definition, in double precision, rounded once at the end: the slow way that others are held
  /// against.
  case exact
  /// As the tensor cores of a Hopper GPU would, bit for bit as the rule says.
  case tensorCore(TensorCoreAccumulation)
}
