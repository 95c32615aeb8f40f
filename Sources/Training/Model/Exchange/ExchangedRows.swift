internal import FloatFormats
internal import LinearAlgebra
internal import TokenExchange

/// Rows in the formats in which they travel between ranks.
enum ExchangedRows {
  /// The numbers in BF16; what is too large becomes the greatest number.
  static func encoded(_ matrix: Matrix) -> [BFloat16] {
    var numbers = [BFloat16](
      repeating: BFloat16(bitPattern: 0), count: matrix.values.count)
    var span = numbers.mutableSpan
    BFloat16.encode(matrix.values.span, into: &span)
    return numbers
  }

  /// The numbers in eight-bit codes, whose scales are powers of two.
  ///
  /// - Throws: `TrainingError` with code `notFinite`.
  static func codes(_ matrix: Matrix) throws(TrainingError) -> QuantizedRows {
    try TrainingError.quantising("tokens on their way to experts") {
      () throws(QuantizationError) in
      try QuantizedRows(
        matrix.values.span, rows: matrix.rows, columns: matrix.columns, scales: .powerOfTwo)
    }
  }

  /// What BF16 numbers say.
  ///
  /// - Parameters:
  ///   - numbers: `[rows, columns]`
  ///   - columns: At least 1.
  /// - Returns: `[rows, columns]`
  static func decoded(_ numbers: Span<BFloat16>, columns: Int) -> Matrix {
    var values = [Float](repeating: 0, count: numbers.count)
    var span = values.mutableSpan
    BFloat16.decode(numbers, into: &span)
    return matrix(values, columns: columns)
  }

  /// Rows of numbers.
  static func matrix(_ values: [Float], columns: Int) -> Matrix {
    do {
      return try Matrix(rows: values.count / columns, columns: columns, values: values)
    } catch {
      preconditionFailure("\(values.count) numbers in rows of \(columns)")
    }
  }
}

/// A payload of the exchange that a model's rows travel in.
protocol ExchangedPayload: TokenPayload {
  /// The received tokens, `[received tokens, hidden]`.
  ///
  /// - Throws: `TrainingError` with code `notFinite` for scales that no sender makes.
  static func matrix(
    of tokens: borrowing ReceivedTokens<Self>, columns: Int
  ) throws(TrainingError) -> Matrix
}

/// A payload of the exchange that experts' rows travel back in.
protocol ReturnedPayload: CombinedPayload {
  static func matrix(of rows: [Self], columns: Int) -> Matrix
}

extension Float: ExchangedPayload, ReturnedPayload {
  static func matrix(of tokens: borrowing ReceivedTokens<Float>, columns: Int) -> Matrix {
    // Reason: the array copies the rows while they are borrowed.
    let values = unsafe tokens.rows.withUnsafeBufferPointer { unsafe [Float]($0) }
    return ExchangedRows.matrix(values, columns: columns)
  }

  static func matrix(of rows: [Float], columns: Int) -> Matrix {
    ExchangedRows.matrix(rows, columns: columns)
  }
}

extension BFloat16: ExchangedPayload, ReturnedPayload {
  static func matrix(of tokens: borrowing ReceivedTokens<BFloat16>, columns: Int) -> Matrix {
    ExchangedRows.decoded(tokens.rows, columns: columns)
  }

  static func matrix(of rows: [BFloat16], columns: Int) -> Matrix {
    ExchangedRows.decoded(rows.span, columns: columns)
  }
}

extension UInt8: ExchangedPayload {
  static func matrix(
    of tokens: borrowing ReceivedTokens<UInt8>, columns: Int
  ) throws(TrainingError) -> Matrix {
    let codes: QuantizedRows
    // A closure cannot borrow what its caller only borrowed.
    do throws(QuantizationError) {
      codes = try tokens.quantizedRows()
    } catch {
      throw TrainingError(code: .notFinite, detail: "tokens from other ranks: \(error.detail)")
    }
    return try LinearInput.tiles(codes).values()
  }
}
