internal import CFloatKernels

extension EightBitFormat {
  /// Encodes many numbers, each divided by one scale: multiplied by the scale's reciprocal.
  ///
  /// - Parameters:
  ///   - values: `[n]`
  ///   - scale: A normal number.
  ///   - codes: `[n]`; overwritten.
  ///   - overflow: What becomes of numbers beyond the format's greatest.
  /// - Returns: The largest magnitude among the values; NaN where there is a NaN.
  /// - Complexity: O(`n`), no allocation.
  @discardableResult
  public func encode(
    _ values: Span<Float>, scale: Float = 1, into codes: inout MutableSpan<UInt8>,
    overflow: OverflowRule = .saturate
  ) -> Float {
    precondition(values.count == codes.count, "\(values.count) numbers, \(codes.count) places")
    // Reason: C takes pointers; the counts agree.
    return unsafe values.withUnsafeBufferPointer { values in
      unsafe codes.withUnsafeMutableBufferPointer { codes in
        unsafe floats_encode(
          values.baseAddress, Int64(values.count), 1 / scale, codes.baseAddress,
          floats_format(self), overflow == .special)
      }
    }
  }

  /// Decodes many numbers, each multiplied by one scale.
  ///
  /// - Parameters:
  ///   - codes: `[n]`
  ///   - scale: Any number.
  ///   - values: `[n]`; overwritten.
  /// - Complexity: O(`n`), no allocation.
  public func decode(
    _ codes: Span<UInt8>, scale: Float = 1, into values: inout MutableSpan<Float>
  ) {
    precondition(values.count == codes.count, "\(codes.count) numbers, \(values.count) places")
    // Reason: C takes pointers; the counts agree.
    unsafe codes.withUnsafeBufferPointer { codes in
      unsafe values.withUnsafeMutableBufferPointer { values in
        unsafe floats_decode(
          codes.baseAddress, Int64(codes.count), scale, values.baseAddress, floats_format(self))
      }
    }
  }
}
