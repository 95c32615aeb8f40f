extension MatrixTiling {
  /// Decodes a part of a matrix.
  ///
  /// - Parameters:
  ///   - codes: `[rows, columns]` of the whole matrix.
  ///   - scales: `[tilesDown, tilesAcross]` of the whole matrix.
  ///   - part: Which rows.
  ///   - columnsOfPart: Which columns.
  ///   - values: `[part.count, columnsOfPart.count]`; overwritten.
  ///   - format: What the codes are.
  func decode(
    _ codes: Span<UInt8>, scales: Span<Float>, rows part: Range<Int>,
    columns columnsOfPart: Range<Int>,
    into values: inout MutableSpan<Float>, format: EightBitFormat
  ) {
    precondition(
      part.lowerBound >= 0 && part.upperBound <= rows && columnsOfPart.lowerBound >= 0
        && columnsOfPart.upperBound <= columns
        && values.count == part.count * columnsOfPart.count,
      "rows \(part), columns \(columnsOfPart) of \(rows) x \(columns) into \(values.count) numbers")
    var place = 0
    for row in part {
      for column in columnsOfPart {
        let scale = scales[row / tileRows * tilesAcross + column / tileColumns]
        values[place] = format.decode(codes[row * columns + column]) * scale
        place += 1
      }
    }
  }

  /// Decodes a whole matrix.
  func decoded(_ codes: [UInt8], scales: [Float], format: EightBitFormat) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    var span = values.mutableSpan
    decode(
      codes.span, scales: scales.span, rows: 0..<rows, columns: 0..<columns, into: &span,
      format: format)
    return values
  }

  /// Checks that numbers can be divided and multiplied by every scale.
  ///
  /// - Throws: `QuantizationError` with code `unusableScale` naming the first tile.
  func refuseUnusable(_ scales: [Float]) throws(QuantizationError) {
    for (tile, scale) in scales.enumerated() where !(scale.isNormal && scale > 0) {
      throw QuantizationError(
        code: .unusableScale,
        detail: "scale \(tile / tilesAcross), \(tile % tilesAcross) is \(scale); "
          + "positive normal numbers are accepted")
    }
  }
}
