internal import CFloatKernels

/// The C kernels behind spans; callers have checked that counts agree.
enum FloatKernels {
  /// Quantises a matrix tile by tile; groups of columns come out transposed.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]`
  ///   - tiling: The shape of the matrix and of its tiles.
  ///   - codes: `[rows, columns]`, or `[columns, rows]` for groups of columns; overwritten.
  ///   - scales: One for each tile, transposed likewise; overwritten.
  ///   - format: What the codes are.
  ///   - kind: Which scales are allowed.
  /// - Returns: False where `MatrixTiling.refusal` has a reason.
  static func quantize(
    _ values: Span<Float>, _ tiling: MatrixTiling, codes: inout MutableSpan<UInt8>,
    scales: inout MutableSpan<Float>, format: EightBitFormat, kind: ScaleKind
  ) -> Bool {
    let kernel =
      switch tiling.tile {
      case .rowGroup: unsafe floats_quantize_rows
      case .columnGroup: unsafe floats_quantize_transposed
      case .block: unsafe floats_quantize_blocks
      }
    let (rows, columns) = (Int64(tiling.shape.rows), Int64(tiling.shape.columns))
    // Reason: C takes pointers; the counts were checked against the tiling.
    return unsafe values.withUnsafeBufferPointer { values in
      unsafe codes.withUnsafeMutableBufferPointer { codes in
        unsafe scales.withUnsafeMutableBufferPointer { scales in
          unsafe kernel(
            values.baseAddress, rows, columns, codes.baseAddress, scales.baseAddress,
            floats_format(format), kind == .powerOfTwo)
        }
      }
    }
  }

  /// Decodes a part of a matrix with a scale for each tile, a group of a row or a block.
  ///
  /// - Parameters:
  ///   - codes: `[rows, columns]` of the whole matrix.
  ///   - scales: One for each tile of the whole matrix.
  ///   - tiling: The shape of the matrix and of its tiles.
  ///   - rows: Which rows.
  ///   - columns: Which columns.
  ///   - values: `[rows.count, columns.count]`; overwritten.
  ///   - format: What the codes are.
  static func decode(
    _ codes: Span<UInt8>, scales: Span<Float>, _ tiling: MatrixTiling, rows: Range<Int>,
    columns: Range<Int>, into values: inout MutableSpan<Float>, format: EightBitFormat
  ) {
    let part = floats_part(
      first_row: Int64(rows.lowerBound), rows: Int64(rows.count),
      first_column: Int64(columns.lowerBound), columns: Int64(columns.count))
    // Reason: C takes pointers; the counts were checked against the tiling.
    unsafe codes.withUnsafeBufferPointer { codes in
      unsafe scales.withUnsafeBufferPointer { scales in
        unsafe values.withUnsafeMutableBufferPointer { values in
          unsafe floats_decode_part(
            codes.baseAddress, scales.baseAddress, Int64(tiling.shape.columns),
            Int64(tiling.tileRows), part, values.baseAddress, floats_format(format))
        }
      }
    }
  }
}

extension floats_format {
  init(_ format: EightBitFormat) {
    self = format == .e4m3 ? .e4m3 : .e5m2
  }
}
