import FloatFormats
import Testing

@Suite("Bulk conversions")
struct BulkConversionTests {
  @Test(
    "encode as the formats do, one number at a time", arguments: [OverflowRule.saturate, .special])
  func encode(rule: OverflowRule) {
    let numbers = IndependentTable.bfloat16s + IndependentTable.floatsBetween
    for format in EightBitFormat.allCases {
      var codes = [UInt8](repeating: 0, count: numbers.count)
      var places = codes.mutableSpan
      let magnitude = format.encode(numbers.span, into: &places, overflow: rule)
      #expect(codes == numbers.map { format.encode($0, overflow: rule) })
      #expect(magnitude.isNaN)
    }
    var patterns = [UInt16](repeating: 0, count: numbers.count)
    var places = patterns.mutableSpan
    BFloat16.encode(numbers.span, into: &places, overflow: rule)
    #expect(patterns == numbers.map { BFloat16($0, overflow: rule).bitPattern })
  }

  @Test("decode as the formats do, one number at a time")
  func decode() {
    let codes = [UInt8](0...255)
    for format in EightBitFormat.allCases {
      var numbers = [Float](repeating: 0, count: codes.count)
      var places = numbers.mutableSpan
      format.decode(codes.span, scale: 3, into: &places)
      for (number, code) in zip(numbers, codes) {
        let expected = format.decode(code) * 3
        #expect(number.bitPattern == expected.bitPattern || number.isNaN && expected.isNaN)
      }
    }
    let patterns = [UInt16](0...0xFFFF)
    var numbers = [Float](repeating: 0, count: patterns.count)
    var places = numbers.mutableSpan
    BFloat16.decode(patterns.span, into: &places)
    #expect(numbers.map(\.bitPattern) == patterns.map { UInt32($0) << 16 })
  }

  @Test("touch exactly as many numbers as there are", arguments: 0...70)
  func lengths(count: Int) {
    let numbers = Array(SampleMatrix(rows: 1, columns: 70, seed: 9).values.prefix(count))
    var codes = [UInt8](repeating: 0xAA, count: count + 2)
    var inner = codes.mutableSpan
    var places = inner._mutatingExtracting(1..<count + 1)
    let magnitude = EightBitFormat.e5m2.encode(numbers.span, scale: 2, into: &places)
    #expect(codes == [0xAA] + numbers.map { E5M2($0 / 2).bitPattern } + [0xAA])
    #expect(magnitude == numbers.map(\.magnitude).max() ?? 0)
  }
}
