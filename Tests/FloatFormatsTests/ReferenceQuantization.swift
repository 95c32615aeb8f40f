import FloatFormats

/// Scales and encodes by definition, tile by tile: the oracle of the kernels.
struct ReferenceQuantization {
  /// `[rows, columns]`, row-major.
  private(set) var codes: [UInt8]
  /// `[rows / tileRows, columns / tileColumns]`, rounded up, row-major.
  private(set) var scales: [Float] = []

  /// Quantises a matrix of finite numbers.
  ///
  /// - Parameters:
  ///   - matrix: Row-major.
  ///   - tileRows: Rows that share a scale.
  ///   - tileColumns: Columns that share a scale.
  ///   - format: What the codes are.
  ///   - kind: Which scales are allowed.
  init(
    _ matrix: SampleMatrix, tileRows: Int, tileColumns: Int, format: EightBitFormat,
    kind: ScaleKind
  ) {
    codes = [UInt8](repeating: 0, count: matrix.values.count)
    for firstRow in stride(from: 0, to: matrix.rows, by: tileRows) {
      for firstColumn in stride(from: 0, to: matrix.columns, by: tileColumns) {
        let places = (firstRow..<min(firstRow + tileRows, matrix.rows)).flatMap { row in
          (firstColumn..<min(firstColumn + tileColumns, matrix.columns)).map {
            row * matrix.columns + $0
          }
        }
        let magnitude = places.map { matrix.values[$0].magnitude }.max() ?? 0
        var scale = max(magnitude, 1e-4) / format.greatestFiniteMagnitude
        if kind == .powerOfTwo {
          let power = Float(sign: .plus, exponent: scale.exponent, significand: 1)
          scale = power == scale ? power : 2 * power
        }
        for place in places { codes[place] = format.encode(matrix.values[place] * (1 / scale)) }
        scales.append(scale)
      }
    }
  }
}

/// The transpose of a row-major matrix.
func transposed<Element>(_ matrix: [Element], rows: Int, columns: Int) -> [Element] {
  (0..<columns).flatMap { column in (0..<rows).map { matrix[$0 * columns + column] } }
}
