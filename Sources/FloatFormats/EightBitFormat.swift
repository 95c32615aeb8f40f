/// What the codes of a quantised matrix are.
public enum EightBitFormat: Hashable, Sendable, CaseIterable {
  case e4m3
  case e5m2

  /// 448 or 57,344.
  @inlinable
  public var greatestFiniteMagnitude: Float {
    switch self {
    case .e4m3: E4M3.greatestFiniteMagnitude.float
    case .e5m2: E5M2.greatestFiniteMagnitude.float
    }
  }

  /// The code of the number nearest to `value`.
  @inlinable
  public func encode(_ value: Float, overflow: OverflowRule = .saturate) -> UInt8 {
    switch self {
    case .e4m3: E4M3(value, overflow: overflow).bitPattern
    case .e5m2: E5M2(value, overflow: overflow).bitPattern
    }
  }

  /// The number of a code, exactly.
  @inlinable
  public func decode(_ code: UInt8) -> Float {
    switch self {
    case .e4m3: E4M3(bitPattern: code).float
    case .e5m2: E5M2(bitPattern: code).float
    }
  }
}
