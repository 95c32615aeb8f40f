import FloatFormats
import Testing

@Suite("128 x 128 scaling")
struct QuantizedBlocksTests {
  @Test(
    "gives the codes and scales of the definition, bit for bit", arguments: SampleMatrix.shapes,
    ScaleKind.allCases)
  func oracle(matrix: SampleMatrix, kind: ScaleKind) throws {
    for format in EightBitFormat.allCases {
      let expected = ReferenceQuantization(
        matrix, tileRows: 128, tileColumns: 128, format: format, kind: kind)
      let result = try QuantizedBlocks(
        matrix.values.span, rows: matrix.rows, columns: matrix.columns, format: format,
        scales: kind)
      #expect(result.codes == expected.codes)
      #expect(result.scales == expected.scales)
      #expect(result.scales.count == result.blocksDown * result.blocksAcross)
    }
  }

  @Test("pads the last blocks: 130 x 200 has four scales")
  func edges() throws {
    var matrix = SampleMatrix(rows: 130, columns: 200)
    matrix.values = matrix.values.map { _ in 1 }
    (matrix.values[0], matrix.values[129 * 200 + 199]) = (448, 896)
    let blocks = try QuantizedBlocks(matrix.values.span, rows: 130, columns: 200)
    #expect(blocks.scales == [1, 1 / 448, 1 / 448, 2])
    #expect(blocks.decoded()[129 * 200 + 199] == 896)
  }
}
