import FloatFormats
import Testing

@Suite("1 x 128 scaling")
struct QuantizedRowsTests {
  @Test(
    "gives the codes and scales of the definition, bit for bit", arguments: SampleMatrix.shapes,
    ScaleKind.allCases)
  func oracle(matrix: SampleMatrix, kind: ScaleKind) throws {
    for format in EightBitFormat.allCases {
      let expected = ReferenceQuantization(
        matrix, tileRows: 1, tileColumns: 128, format: format, kind: kind)
      let result = try QuantizedRows(
        matrix.values.span, rows: matrix.rows, columns: matrix.columns, format: format,
        scales: kind)
      #expect(result.codes == expected.codes)
      #expect(result.scales == expected.scales)
      #expect(result.scales.count == matrix.rows * result.groups)
    }
  }

  @Test(
    "groups 128 rows of a column when it transposes, bit for bit as the definition",
    arguments: SampleMatrix.shapes, ScaleKind.allCases)
  func transposing(matrix: SampleMatrix, kind: ScaleKind) throws {
    for format in EightBitFormat.allCases {
      let expected = ReferenceQuantization(
        matrix, tileRows: 128, tileColumns: 1, format: format, kind: kind)
      let result = try QuantizedRows(
        transposing: matrix.values.span, tokens: matrix.rows, channels: matrix.columns,
        format: format, scales: kind)
      #expect([result.rows, result.columns] == [matrix.columns, matrix.rows])
      let (rows, columns) = (matrix.rows, matrix.columns)
      #expect(result.codes == transposed(expected.codes, rows: rows, columns: columns))
      let groups = (rows + 127) / 128
      #expect(result.scales == transposed(expected.scales, rows: groups, columns: columns))
    }
  }

  @Test("scales by the largest magnitude over 448, and zeros as if they were 10⁻⁴")
  func scales() throws {
    var values = [Float](repeating: 0, count: 3 * 128)
    (values[0], values[1], values[130]) = (-896, 3, 100)
    let rows = try QuantizedRows(values.span, rows: 3, columns: 128)
    #expect(rows.scales == [2, 100 / 448, 1e-4 / 448])
    #expect(rows.codes[0] == 0xFE)
    #expect(rows.codes[130] == 0x7E)
    #expect(rows.codes[256...].allSatisfy { $0 == 0 })
    let powers = try QuantizedRows(values.span, rows: 3, columns: 128, scales: .powerOfTwo)
    #expect(powers.scales == [2, 0.25, 0x1p-22])
  }

  @Test("keeps numbers to half a unit in the last of four places", arguments: ScaleKind.allCases)
  func error(kind: ScaleKind) throws {
    let matrix = SampleMatrix(rows: 40, columns: 300, seed: 3)
    let rows = try QuantizedRows(matrix.values.span, rows: 40, columns: 300, scales: kind)
    for (place, decoded) in rows.decoded().enumerated() {
      let value = matrix.values[place]
      let scale = rows.scales[place / 300 * 3 + place % 300 / 128]
      // Beside the half unit, the scale's and the quotient's own rounding.
      let bound = max(value.magnitude * 0x1p-4, scale * 0x1p-10) * (1 + 0x1p-20)
      #expect((decoded - value).magnitude <= bound)
    }
  }

  @Test("loses nothing when what it decoded with power-of-two scales is quantised again")
  func again() throws {
    let matrix = SampleMatrix(rows: 40, columns: 300, seed: 5)
    let once = try QuantizedRows(
      matrix.values.span, rows: 40, columns: 300, scales: .powerOfTwo
    ).decoded()
    let twice = try QuantizedRows(once.span, rows: 40, columns: 300, scales: .powerOfTwo)
    #expect(twice.decoded() == once)
  }

  @Test("takes rows whose scale is just below the largest that there is")
  func large() throws {
    let values: [Float] = [ScaleKind.greatestMagnitude, -1, 2]
    let rows = try QuantizedRows(values.span, rows: 1, columns: 3, scales: .powerOfTwo)
    #expect(rows.decoded() == [ScaleKind.greatestMagnitude, -0.0, 0])
  }
}
