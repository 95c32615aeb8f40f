internal import CFloatKernels

extension BFloat16 {
  /// Encodes many numbers.
  ///
  /// - Parameters:
  ///   - values: `[n]`
  ///   - numbers: `[n]`; overwritten.
  ///   - overflow: What becomes of numbers beyond ``greatestFiniteMagnitude``.
  /// - Complexity: O(`n`), no allocation.
  public static func encode(
    _ values: Span<Float>, into numbers: inout MutableSpan<BFloat16>,
    overflow: OverflowRule = .saturate
  ) {
    precondition(values.count == numbers.count, "\(values.count) numbers, \(numbers.count) places")
    let count = Int64(values.count)
    // Reason: C takes pointers; the counts agree, and a BF16 number is its pattern.
    unsafe values.withUnsafeBufferPointer { values in
      unsafe numbers.withUnsafeMutableBufferPointer { numbers in
        unsafe numbers.withMemoryRebound(to: UInt16.self) { patterns in
          unsafe floats_to_bfloat16(
            values.baseAddress, count, patterns.baseAddress, overflow == .special)
        }
      }
    }
  }

  /// Decodes many numbers.
  ///
  /// - Parameters:
  ///   - numbers: `[n]`
  ///   - values: `[n]`; overwritten.
  /// - Complexity: O(`n`), no allocation.
  public static func decode(_ numbers: Span<BFloat16>, into values: inout MutableSpan<Float>) {
    // Reason: the kernel takes pointers; `convert` checks the counts.
    unsafe convert(numbers, &values, floats_from_bfloat16)
  }

  /// Adds many numbers to sums: each sum is rounded to `Float` once.
  ///
  /// - Parameters:
  ///   - numbers: `[n]`
  ///   - sums: `[n]`; changed in place.
  /// - Complexity: O(`n`), no allocation.
  public static func add(_ numbers: Span<BFloat16>, to sums: inout MutableSpan<Float>) {
    // Reason: the kernel takes pointers; `convert` checks the counts.
    unsafe convert(numbers, &sums, floats_add_bfloat16)
  }

  private static func convert(
    _ numbers: Span<BFloat16>, _ values: inout MutableSpan<Float>,
    _ kernel: (UnsafePointer<UInt16>?, Int64, UnsafeMutablePointer<Float>?) -> Void
  ) {
    precondition(values.count == numbers.count, "\(numbers.count) numbers, \(values.count) places")
    // Reason: C takes pointers; the counts agree, and a BF16 number is its pattern.
    unsafe numbers.withUnsafeBufferPointer { numbers in
      unsafe numbers.withMemoryRebound(to: UInt16.self) { patterns in
        unsafe values.withUnsafeMutableBufferPointer { values in
          unsafe kernel(patterns.baseAddress, Int64(patterns.count), values.baseAddress)
        }
      }
    }
  }
}
