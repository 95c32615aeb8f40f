public import FloatFormats

/// What the rows of a dispatch are made of: `Float`, `BFloat16`, or `UInt8` for eight-bit codes with
/// one scale for 128 numbers.
public protocol TokenPayload: BitwiseCopyable, Sendable {
  /// What a combine of such tokens gives back.
  associatedtype Combined: CombinedPayload

  static var payloadType: PayloadType { get }
}

/// What the rows of a combine are made of: `Float` or `BFloat16`.
public protocol CombinedPayload: TokenPayload {}

/// The payloads that an exchange can carry.
public enum PayloadType: Int, Hashable, Sendable, CaseIterable {
  /// Exact: contributions travel unsummed, and the owner of a token adds them in the order of the
  /// experts, so that the sum is the same on every grid.
  case float
  /// Rows are summed in FP32 on each hop, and rounded to BF16 for the next.
  case bfloat16
  /// Codes with scales; combined in BF16.
  case codes

  /// Bytes of one number.
  public var width: Int {
    switch self {
    case .float: 4
    case .bfloat16: 2
    case .codes: 1
    }
  }
}

extension Float: CombinedPayload {
  public typealias Combined = Float
  public static var payloadType: PayloadType { .float }
}

extension BFloat16: CombinedPayload {
  public typealias Combined = BFloat16
  public static var payloadType: PayloadType { .bfloat16 }
}

extension UInt8: TokenPayload {
  public typealias Combined = BFloat16
  public static var payloadType: PayloadType { .codes }
}
