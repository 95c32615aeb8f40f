/// What becomes of a number whose magnitude, once rounded, is beyond a format's greatest.
public enum OverflowRule: Hashable, Sendable {
  /// The greatest finite number of its sign; infinity too.
  case saturate
  /// The format's infinity, or its NaN where it has no infinity.
  case special
}
