import FloatFormats
import Testing

@Suite("E5M6")
struct E5M6Tests {
  /// The numbers from zero to what would follow the greatest, by definition.
  private static let magnitudes: [Double] = (0...0x7C0).map { pattern in
    let (exponent, significand) = (pattern >> 6, Double(pattern & 63) / 64)
    return exponent == 0
      ? Double(sign: .plus, exponent: -14, significand: significand)
      : Double(sign: .plus, exponent: exponent - 15, significand: 1 + significand)
  }

  /// The nearest pattern by search.
  private static func nearest(to magnitude: Double) -> Int {
    var (below, above) = (0, magnitudes.count)
    while above - below > 1 {
      let middle = (below + above) / 2
      if magnitudes[middle] <= magnitude { below = middle } else { above = middle }
    }
    guard above < magnitudes.count else { return below }
    let (down, up) = (magnitude - magnitudes[below], magnitudes[above] - magnitude)
    return down < up || down == up && below.isMultiple(of: 2) ? below : above
  }

  @Test("becomes the nearest number, by search, for BF16 numbers and those between")
  func search() {
    for number in IndependentTable.bfloat16s + IndependentTable.floatsBetween
    where !number.isNaN {
      let expected = UInt16(Self.nearest(to: Double(number.magnitude)))
      let sign: UInt16 = number.sign == .minus ? 0x800 : 0
      #expect(E5M6(number, overflow: .special).bitPattern == sign | expected)
      #expect(E5M6(number).bitPattern == sign | min(expected, 0x7BF))
    }
  }

  @Test("decodes all of its 4,096 patterns")
  func decode() {
    for pattern in UInt16(0)..<0x800 {
      let (positive, negative) = (E5M6(bitPattern: pattern), E5M6(bitPattern: pattern | 0x800))
      if pattern < 0x7C0 {
        #expect(Double(positive.float) == Self.magnitudes[Int(pattern)])
        #expect(negative.float == -positive.float)
      } else {
        #expect(pattern == 0x7C0 ? positive.float == .infinity : positive.float.isNaN)
      }
    }
    #expect(E5M6.greatestFiniteMagnitude.float == 65_024)
    #expect(E5M6(.nan).float.isNaN)
  }
}
