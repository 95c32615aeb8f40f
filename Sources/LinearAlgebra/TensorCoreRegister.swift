internal import FloatFormats

/// A number that a code stands for, as the multipliers of a tensor core see it.
struct FactorParts {
  let number: Float
  /// Of a number below the format's least normal one, that of the least normal; of 0 so small that a
  /// product with 0 never has the greatest exponent; of an infinity or NaN so large that every product
  /// with it has.
  let exponent: Int32

  static let exponentOfZero: Int32 = -100_000
  static let exponentOfNonFinite: Int32 = 1_000_000

  init(_ number: Float, format: EightBitFormat) {
    self.number = number
    let least: Int32 = format == .e4m3 ? -6 : -14
    guard number.isFinite else {
      exponent = Self.exponentOfNonFinite
      return
    }
    exponent = number == 0 ? Self.exponentOfZero : max(Int32(number.exponent), least)
  }
}

/// A register of 1 sign bit, 8 exponent bits and 13 fraction bits that sums products.
struct TensorCoreRegister {
  /// Has no more than 14 significant bits; its exponent fits 8 bits for products of eight-bit numbers.
  private(set) var value = 0.0

  /// Works out what products add to a register, 32 at a time.
  ///
  /// - Parameters:
  ///   - left: `[n]`
  ///   - right: `[n]`
  ///   - steps: Gets `n / 32` terms, rounded up.
  static func appendSteps(
    _ left: Span<FactorParts>, times right: Span<FactorParts>, to steps: inout [Double]
  ) {
    let step = TensorCoreAccumulation.productsPerStep
    for start in stride(from: 0, to: left.count, by: step) {
      steps.append(sum(left, right, start..<min(start + step, left.count)))
    }
  }

  /// The sum of products that are aligned to the greatest exponent among them and cut off.
  private static func sum(
    _ left: Span<FactorParts>, _ right: Span<FactorParts>, _ places: Range<Int>
  ) -> Double {
    var greatest = FactorParts.exponentOfZero
    for place in places {
      greatest = max(greatest, left[place].exponent &+ right[place].exponent)
    }
    guard greatest > FactorParts.exponentOfZero / 2 else { return 0 }
    guard greatest < FactorParts.exponentOfNonFinite / 2 else {
      return places.reduce(0) { $0 + Double(left[$1].number) * Double(right[$1].number) }
    }
    // Powers of two: scaling by them is exact.
    let unit = Float(sign: .plus, exponent: Int(greatest), significand: 1) / unitsInOne
    let perUnit = 1 / unit
    var units: Int32 = 0
    for place in places {
      // A product has 8 significant bits, and `Int32` cuts off towards zero.
      units &+= Int32(left[place].number * right[place].number * perUnit)
    }
    return Double(units) * Double(unit)
  }

  private static let unitsInOne = Float(1 << TensorCoreAccumulation.fractionBits)
  private static let bitsCutOff = UInt64(52 - TensorCoreAccumulation.fractionBits)

  /// Adds a number exactly and cuts the sum off towards zero behind 13 bits of fraction.
  mutating func add(_ term: Double) {
    let sum = value + term
    // What the addition rounded away: Knuth's two-sum.
    let restOfValue = sum - term
    let rest = (value - restOfValue) + (term - (sum - restOfValue))
    var bits = sum.bitPattern
    // Rounding went away from zero; one step back, the bits that remain are those of the exact sum.
    if rest != 0, (rest < 0) != (sum < 0) { bits -= 1 }
    value = Double(bitPattern: (bits >> Self.bitsCutOff) << Self.bitsCutOff)
  }
}
