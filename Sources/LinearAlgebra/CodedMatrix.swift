internal import FloatFormats

/// A quantised matrix of any granularity of scales.
enum CodedMatrix: Hashable, Sendable {
  case rows(QuantizedRows)
  case blocks(QuantizedBlocks)
  case tensor(QuantizedTensor)

  var rows: Int {
    switch self {
    case .rows(let matrix): matrix.rows
    case .blocks(let matrix): matrix.rows
    case .tensor(let matrix): matrix.rows
    }
  }

  var columns: Int {
    switch self {
    case .rows(let matrix): matrix.columns
    case .blocks(let matrix): matrix.columns
    case .tensor(let matrix): matrix.columns
    }
  }

  var format: EightBitFormat {
    switch self {
    case .rows(let matrix): matrix.format
    case .blocks(let matrix): matrix.format
    case .tensor(let matrix): matrix.format
    }
  }

  var codes: [UInt8] {
    switch self {
    case .rows(let matrix): matrix.codes
    case .blocks(let matrix): matrix.codes
    case .tensor(let matrix): matrix.codes
    }
  }

  /// True where numbers of one row, or of one column, have different scales.
  var isBlockScaled: Bool {
    if case .tensor = self { false } else { true }
  }

  /// The scale of one number.
  func scale(row: Int, column: Int) -> Float {
    switch self {
    case .rows(let matrix):
      matrix.scales[row * matrix.groups + column / QuantizedRows.groupLength]
    case .blocks(let matrix):
      matrix.scales[
        row / QuantizedBlocks.side * matrix.blocksAcross + column / QuantizedBlocks.side]
    case .tensor(let matrix): matrix.scale
    }
  }

  /// Decodes a part of the matrix: each code's number times its scale.
  ///
  /// - Parameters:
  ///   - rows: Which rows; inside the matrix.
  ///   - columns: Which columns; inside the matrix, cut anywhere.
  ///   - values: `[rows.count, columns.count]`, row-major; overwritten.
  func decode(rows: Range<Int>, columns: Range<Int>, into values: inout MutableSpan<Float>) {
    switch self {
    case .rows(let matrix): matrix.decode(rows: rows, columns: columns, into: &values)
    case .blocks(let matrix): matrix.decode(rows: rows, columns: columns, into: &values)
    case .tensor(let matrix):
      var place = 0
      for row in rows {
        let start = row * matrix.columns
        for column in columns {
          values[place] = matrix.format.decode(matrix.codes[start + column]) * matrix.scale
          place += 1
        }
      }
    }
  }
}
