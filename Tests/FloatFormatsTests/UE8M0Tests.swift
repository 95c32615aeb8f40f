import FloatFormats
import Testing

@Suite("UE8M0")
struct UE8M0Tests {
  @Test("is what ml_dtypes says, save where that rounds up next to 2⁻¹²⁷")
  func table() throws {
    let expected = try IndependentTable().codesOfBFloat16("UE8M0")
    for (pattern, number) in IndependentTable.bfloat16s.enumerated() {
      // Between 2⁻¹²⁷ and 1.5 · 2⁻¹²⁷, ml_dtypes 0.6.0 takes the farther power.
      let code: UInt8 = (0x41..<0x60).contains(pattern) ? 0 : expected[pattern]
      #expect(UE8M0(number, overflow: .special).bitPattern == code, "\(number)")
    }
  }

  @Test("decodes every code as ml_dtypes does")
  func decode() throws {
    let expected = try IndependentTable().patternsOfCodes("UE8M0")
    #expect((0...254).map { UE8M0(bitPattern: $0).float.bitPattern } == expected.dropLast())
    #expect(UE8M0(bitPattern: 255).float.isNaN)
  }

  @Test("becomes the nearest power by search, of two as near the greater")
  func search() {
    let powers = (-127...127).map { Double(sign: .plus, exponent: $0, significand: 1) }
    var code = 0
    for number in IndependentTable.bfloat16s where number > 0 && number.isFinite {
      while code < 254, Double(number) - powers[code] >= powers[code + 1] - Double(number) {
        code += 1
      }
      #expect(UE8M0(number) == UE8M0(bitPattern: UInt8(code)))
    }
  }

  @Test("has neither zero nor sign nor infinity")
  func special() {
    #expect(UE8M0(0).float == 0x1p-127)
    #expect(UE8M0(-0.0, overflow: .special).float.isNaN)
    #expect(UE8M0(-1).float.isNaN)
    #expect(UE8M0(.infinity) == .greatestFiniteMagnitude)
    #expect(UE8M0(.infinity, overflow: .special).float.isNaN)
    #expect(UE8M0(0x1.8p127) == .greatestFiniteMagnitude)
    #expect(UE8M0(.nan).float.isNaN)
  }
}
