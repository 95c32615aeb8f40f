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
    var rounded = [BFloat16](repeating: BFloat16(0), count: numbers.count)
    var places = rounded.mutableSpan
    BFloat16.encode(numbers.span, into: &places, overflow: rule)
    #expect(rounded == numbers.map { BFloat16($0, overflow: rule) })
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
    let all = (0...0xFFFF).map { BFloat16(bitPattern: $0) }
    var numbers = [Float](repeating: 0, count: all.count)
    var places = numbers.mutableSpan
    BFloat16.decode(all.span, into: &places)
    #expect(numbers.map(\.bitPattern) == all.map { UInt32($0.bitPattern) << 16 })
  }

  @Test("add BF16 numbers to sums that stay in Float")
  func add() {
    let numbers = SampleMatrix(rows: 3, columns: 70, seed: 11).values.map { BFloat16($0) }
    let before = SampleMatrix(rows: 3, columns: 70, seed: 13).values
    var sums = before
    var places = sums.mutableSpan
    BFloat16.add(numbers.span, to: &places)
    #expect(sums == zip(before, numbers).map { $0 + $1.float })
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

  @Test("stop where there are not as many places as numbers")
  func counts() async {
    await #expect(processExitsWith: .failure) {
      var places: [Float] = [1, 2]
      var span = places.mutableSpan
      BFloat16.decode([BFloat16(1)].span, into: &span)
    }
    await #expect(processExitsWith: .failure) {
      let rows = try QuantizedRows([1, 2].span, rows: 1, columns: 2)
      var places: [Float] = [1, 2]
      var span = places.mutableSpan
      rows.decode(rows: 0..<1, columns: 1..<3, into: &span)
    }
  }
}
