extension BFloat16 {
  /// Encodes many numbers; those too large saturate.
  ///
  /// - Parameters:
  ///   - values: `[n]`
  ///   - bitPatterns: `[n]`; overwritten.
  /// - Complexity: O(`n`), no allocation.
  public static func encode(_ values: Span<Float>, into bitPatterns: inout MutableSpan<UInt16>) {
    precondition(
      values.count == bitPatterns.count, "\(values.count) numbers, \(bitPatterns.count) places")
    for place in values.indices { bitPatterns[place] = BFloat16(values[place]).bitPattern }
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
    for place in values.indices { values[place] = BFloat16(bitPattern: bitPatterns[place]).float }
  }
}

extension EightBitFormat {
  /// Encodes many numbers without scales; those too large saturate.
  ///
  /// - Parameters:
  ///   - values: `[n]`
  ///   - codes: `[n]`; overwritten.
  /// - Complexity: O(`n`), no allocation.
  public func encode(_ values: Span<Float>, into codes: inout MutableSpan<UInt8>) {
    precondition(values.count == codes.count, "\(values.count) numbers, \(codes.count) places")
    for place in values.indices { codes[place] = encode(values[place]) }
  }

  /// Decodes many numbers without scales.
  ///
  /// - Parameters:
  ///   - codes: `[n]`
  ///   - values: `[n]`; overwritten.
  /// - Complexity: O(`n`), no allocation.
  public func decode(_ codes: Span<UInt8>, into values: inout MutableSpan<Float>) {
    precondition(values.count == codes.count, "\(codes.count) numbers, \(values.count) places")
    for place in values.indices { values[place] = decode(codes[place]) }
  }
}
