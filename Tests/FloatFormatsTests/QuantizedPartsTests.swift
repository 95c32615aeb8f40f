import FloatFormats
import Testing

@Suite("Parts of quantised matrices")
struct QuantizedPartsTests {
  private static let matrix = SampleMatrix(rows: 270, columns: 300, seed: 7)

  @Test(
    "are what the whole has there",
    arguments: [(0..<270, 0..<300), (5..<6, 100..<130), (120..<200, 128..<256), (3..<3, 0..<9)],
    EightBitFormat.allCases)
  func decode(part: (Range<Int>, Range<Int>), format: EightBitFormat) throws {
    let values = Self.matrix.values
    let span = values.span
    let rows = try QuantizedRows(span, rows: 270, columns: 300, format: format)
    let blocks = try QuantizedBlocks(span, rows: 270, columns: 300, format: format)
    let (expectedRows, expectedBlocks) = part.0.reduce(into: ([Float](), [Float]())) { parts, row in
      for column in part.1 {
        let place = row * 300 + column
        parts.0.append(format.decode(rows.codes[place]) * rows.scales[row * 3 + column / 128])
        parts.1.append(
          format.decode(blocks.codes[place]) * blocks.scales[row / 128 * 3 + column / 128])
      }
    }
    var decoded = [Float](repeating: .nan, count: expectedRows.count)
    var places = decoded.mutableSpan
    rows.decode(rows: part.0, columns: part.1, into: &places)
    #expect(decoded == expectedRows)
    places = decoded.mutableSpan
    blocks.decode(rows: part.0, columns: part.1, into: &places)
    #expect(decoded == expectedBlocks)
  }

  @Test("travel as codes and scales and decode elsewhere to the same numbers")
  func travel() throws {
    let values = Self.matrix.values
    let span = values.span
    let sent = try QuantizedRows(span, rows: 270, columns: 300, scales: .powerOfTwo)
    var codes = [UInt8](repeating: 0xFF, count: 270 * 300)
    var scales = [Float](repeating: 0, count: 270 * 3)
    var codePlaces = codes.mutableSpan
    var scalePlaces = scales.mutableSpan
    try QuantizedRows.quantize(
      span, columns: 300, into: &codePlaces, scales: &scalePlaces, kind: .powerOfTwo)
    let received = try QuantizedRows(rows: 270, columns: 300, codes: codes, scales: scales)
    #expect(received == sent)
    var decoded = [Float](repeating: .nan, count: codes.count)
    var places = decoded.mutableSpan
    try QuantizedRows.decode(codes.span, scales: scales.span, columns: 300, into: &places)
    #expect(decoded == sent.decoded())
  }
}
