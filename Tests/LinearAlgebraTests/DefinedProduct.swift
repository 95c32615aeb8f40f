import FloatFormats

@testable import LinearAlgebra

/// A block-scaled product element by element from codes and scales, nothing shared with the library's
/// own loops.
struct DefinedProduct {
  /// The elements, `[rows, columns]`.
  var sums: [Double] = []
  /// `[rows, columns]`: the sums of the terms' magnitudes, which bound what rounding can do.
  var magnitudes: [Double] = []

  /// Sums up.
  ///
  /// - Parameters:
  ///   - rows: Of the left factor.
  ///   - columns: Of the product.
  ///   - depth: What is summed over.
  ///   - left: The number at a row and a place of the depth.
  ///   - right: The number at a column of the product and a place of the depth.
  init(
    rows: Range<Int>, columns: Int, depth: Range<Int>, _ left: (Int, Int) -> Double,
    _ right: (Int, Int) -> Double
  ) {
    for row in rows {
      for column in 0..<columns {
        let terms = depth.map { left(row, $0) * right(column, $0) }
        sums.append(terms.reduce(0, +))
        magnitudes.append(terms.reduce(0) { $0 + $1.magnitude })
      }
    }
  }
}

extension QuantizedRows {
  func number(_ row: Int, _ column: Int) -> Double {
    let groups = (columns + 127) / 128
    return Double(format.decode(codes[row * columns + column]))
      * Double(scales[row * groups + column / 128])
  }
}

extension QuantizedBlocks {
  func number(_ row: Int, _ column: Int) -> Double {
    let across = (columns + 127) / 128
    return Double(format.decode(codes[row * columns + column]))
      * Double(scales[row / 128 * across + column / 128])
  }
}

extension QuantizedTensor {
  func number(_ row: Int, _ column: Int) -> Double {
    Double(format.decode(codes[row * columns + column])) * Double(scale)
  }
}

extension Matrix {
  func quantizedRows(_ format: EightBitFormat = .e4m3) throws -> QuantizedRows {
    try QuantizedRows(values.span, rows: rows, columns: columns, format: format)
  }

  func quantizedBlocks() throws -> QuantizedBlocks {
    try QuantizedBlocks(values.span, rows: rows, columns: columns)
  }
}
