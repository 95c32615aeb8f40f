/// What messages and reductions are made of: `Int64`, `Int32`, `UInt8`, `Float`, `Double`.
public protocol MessageElement: BitwiseCopyable, Sendable {
  /// The MPI datatype of the same width and meaning.
  static var messageType: MessageType { get }
}

/// The datatypes that MPI and Swift share.
public enum MessageType: Hashable, Sendable, CaseIterable {
  case int64, int32, uint8, float, double
}

extension Int64: MessageElement {
  public static var messageType: MessageType { .int64 }
}

extension Int32: MessageElement {
  public static var messageType: MessageType { .int32 }
}

extension UInt8: MessageElement {
  public static var messageType: MessageType { .uint8 }
}

extension Float: MessageElement {
  public static var messageType: MessageType { .float }
}

extension Double: MessageElement {
  public static var messageType: MessageType { .double }
}
