/// Bytes of whole numbers and texts, one after the other.
struct LittleEndianBytes {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ number: some FixedWidthInteger) {
    for shift in stride(from: 0, to: number.bitWidth, by: 8) {
      bytes.append(UInt8(truncatingIfNeeded: number >> shift))
    }
  }

  mutating func append(_ text: String) { bytes += Array(text.utf8) }

  /// Appends zeros up to a length that is not below the present one.
  mutating func pad(to count: Int) { bytes += [UInt8](repeating: 0, count: count - bytes.count) }
}

extension [UInt8] {
  /// The number in the eight bytes from an offset on, which have to be inside.
  func word(_ offset: Int) -> UInt64 {
    UInt64(halfWord(offset)) | UInt64(halfWord(offset + 4)) << 32
  }

  /// The number in the four bytes from an offset on, which have to be inside.
  func halfWord(_ offset: Int) -> UInt32 {
    self[offset..<offset + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) }
  }
}
