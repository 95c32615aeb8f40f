import FloatFormats
import Testing

@Suite("Formats against ml_dtypes")
struct IndependentTableTests {
  @Test("every BF16 number becomes the same code", arguments: EightBitFormat.allCases)
  func encode(format: EightBitFormat) throws {
    let expected = try IndependentTable().codesOfBFloat16(format.name)
    let codes = IndependentTable.bfloat16s.map { format.encode($0, overflow: .special) }
    #expect(codes == expected)
  }

  @Test("every BF16 number saturates where it would overflow", arguments: EightBitFormat.allCases)
  func saturate(format: EightBitFormat) throws {
    let table = try IndependentTable().codesOfBFloat16(format.name)
    let greatest = format.encode(format.greatestFiniteMagnitude)
    let expected = zip(table, IndependentTable.bfloat16s).map { code, number in
      code & 0x7F > greatest && !number.isNaN ? code & 0x80 | greatest : code
    }
    #expect(IndependentTable.bfloat16s.map { format.encode($0) } == expected)
  }

  @Test("every code is the same number", arguments: EightBitFormat.allCases)
  func decode(format: EightBitFormat) throws {
    let expected = try IndependentTable().patternsOfCodes(format.name)
    let numbers = (0...255).map { format.decode($0) }
    #expect(expected.count == 256)
    for (number, pattern) in zip(numbers, expected) {
      let other = Float(bitPattern: pattern)
      #expect(number.bitPattern == pattern || number.isNaN && other.isNaN)
    }
  }

  @Test("327,680 numbers between BF16 numbers become the same codes")
  func between() throws {
    let table = try IndependentTable()
    let numbers = IndependentTable.floatsBetween
    let e4m3 = numbers.map { E4M3($0, overflow: .special).bitPattern }
    let e5m2 = numbers.map { E5M2($0, overflow: .special).bitPattern }
    let bfloat16 = numbers.map { BFloat16($0, overflow: .special).bitPattern }
    #expect(IndependentTable.checksum(e4m3) == table.checksumBetween("E4M3"))
    #expect(IndependentTable.checksum(e5m2) == table.checksumBetween("E5M2"))
    #expect(IndependentTable.checksum(bfloat16) == table.checksumBetween("BFloat16"))
  }
}

extension EightBitFormat {
  fileprivate var name: String { self == .e4m3 ? "E4M3" : "E5M2" }
}
