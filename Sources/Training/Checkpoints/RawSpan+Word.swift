extension RawSpan {
  /// The number in the eight bytes from an offset on, little endian, which have to be inside.
  func word(_ offset: Int) -> UInt64 {
    // Reason: the standard library marks every load of raw bytes; any eight are a number, and the
    // offset is checked.
    UInt64(littleEndian: unsafe unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
}
