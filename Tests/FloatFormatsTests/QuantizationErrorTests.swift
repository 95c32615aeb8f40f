import FloatFormats
import Testing

@Suite("Refused quantisation")
struct QuantizationErrorTests {
  private static let shape = (rows: 150, columns: 140)

  private static func matrix(_ changes: [(Int, Int, Float)]) -> [Float] {
    var values = [Float](repeating: 1, count: shape.rows * shape.columns)
    for (row, column, value) in changes { values[row * shape.columns + column] = value }
    return values
  }

  /// What each of the three kinds of scaling, and one scale for all, throws.
  private static func refusals(of values: [Float], kind: ScaleKind) -> [QuantizationError?] {
    let (rows, columns) = shape
    return [
      refusal { try QuantizedRows(values.span, rows: rows, columns: columns, scales: kind) },
      refusal {
        try QuantizedRows(transposing: values.span, tokens: rows, channels: columns, scales: kind)
      },
      refusal { try QuantizedBlocks(values.span, rows: rows, columns: columns, scales: kind) },
      refusal { try QuantizedTensor(values.span, rows: rows, columns: columns, scale: 0x1p118) },
    ]
  }

  @Test(
    "names the first row and column that is not finite",
    arguments: [Float.nan, .infinity, -.infinity], ScaleKind.allCases)
  func nonFinite(value: Float, kind: ScaleKind) {
    let values = Self.matrix([(149, 0, .nan), (131, 139, value), (140, 2, .infinity)])
    let expected = QuantizationError(
      code: .nonFiniteValue,
      detail: "row 131, column 139 is \(value); finite numbers are accepted")
    #expect(Self.refusals(of: values, kind: kind) == [expected, expected, expected, expected])
  }

  @Test("names the tile whose power-of-two scale would make its greatest code infinite")
  func overflow() {
    let value = ScaleKind.greatestMagnitude.nextUp
    let values = Self.matrix([(131, 139, value)])
    let refusals = Self.refusals(of: values, kind: .powerOfTwo)
    #expect(refusals.map { $0?.code } == [.scaleOverflow, .scaleOverflow, .scaleOverflow, nil])
    let places = ["rows 131..<132, columns 128..<140", "rows 128..<150, columns 139..<140"]
    #expect(refusals[0]?.detail.hasPrefix("\(places[0]) reach \(value): 448.0 times") == true)
    #expect(refusals[1]?.detail.hasPrefix("\(places[1]) reach \(value): 448.0 times") == true)
    #expect(Self.refusals(of: values, kind: .float) == [nil, nil, nil, nil])
  }

  @Test(
    "refuses counts that do not follow from rows and columns",
    arguments: [(2, 3), (-1, -6), (0, 6), (.max, .max)])
  func shapes(rows: Int, columns: Int) {
    let values = [Float](repeating: 1, count: 5)
    let error = refusal { try QuantizedRows(values.span, rows: rows, columns: columns) }
    #expect(error?.code == .shapeMismatch)
    #expect(
      error?.detail
        == "5 numbers for \(rows) rows of \(columns); rows times columns are accepted")
  }

  @Test("refuses scales that are too few, zero, negative, subnormal or too large")
  func scales() {
    let codes = [UInt8](repeating: 0, count: 2 * 129)
    func code(_ scales: [Float]) -> QuantizationError.Code? {
      refusal { try QuantizedRows(rows: 2, columns: 129, codes: codes, scales: scales) }?.code
    }
    #expect(code([1, 1, 1]) == .shapeMismatch)
    for scale in [0, -1, .leastNonzeroMagnitude, 0x1p120, .infinity, .nan] as [Float] {
      #expect(code([1, 1, 1, scale]) == .unusableScale)
    }
    #expect(code([1, 1, 1, 2]) == nil)
  }

  @Test("refuses one scale for all that is zero, negative, subnormal or too large")
  func tensorScale() {
    for scale in [0, -1, .leastNonzeroMagnitude, .infinity, .nan, 0x1p120] as [Float] {
      let error = refusal { try QuantizedTensor([1].span, rows: 1, columns: 1, scale: scale) }
      #expect(error?.code == .unusableScale)
    }
  }
}

/// The error that a call throws; nil where it succeeds or throws another.
func refusal<Result>(_ body: () throws -> Result) -> QuantizationError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? QuantizationError
  }
}
