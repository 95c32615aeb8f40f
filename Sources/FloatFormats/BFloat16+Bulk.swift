internal import CFloatKernels

extension BFloat16 {
  /// Encodes many numbers.
  ///
  /// - Parameters:
  ///   - values: `[n]`
  ///   - bitPatterns: `[n]`; overwritten.
  ///   - overflow: What becomes of numbers beyond ``greatestFiniteMagnitude``.
  /// - Complexity: O(`n`), no allocation.
  public static func encode(
    _ values: Span<Float>, into bitPatterns: inout MutableSpan<UInt16>,
    overflow: OverflowRule = .saturate
  ) {
    precondition(
      values.count == bitPatterns.count, "\(values.count) numbers, \(bitPatterns.count) places")
    // Reason: C takes pointers; the counts agree.
    unsafe values.withUnsafeBufferPointer { values in
      unsafe bitPatterns.withUnsafeMutableBufferPointer { bitPatterns in
        unsafe floats_to_bfloat16(
          values.baseAddress, Int64(values.count), bitPatterns.baseAddress, overflow == .special)
      }
    }
  }

  /// Decodes many numbers.
  ///
  /// - Parameters:
  ///   - bitPatterns: `[n]`
  ///   - values: `[n]`; overwritten.
  /// - Complexity: O(`n`), no allocation.
  public static func decode(_ bitPatterns: Span<UInt16>, into values: inout MutableSpan<Float>) {
    precondition(
      values.count == bitPatterns.count, "\(bitPatterns.count) numbers, \(values.count) places")
    // Reason: C takes pointers; the counts agree.
    unsafe bitPatterns.withUnsafeBufferPointer { bitPatterns in
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe floats_from_bfloat16(
          bitPatterns.baseAddress, Int64(bitPatterns.count), values.baseAddress)
      }
    }
  }
}
