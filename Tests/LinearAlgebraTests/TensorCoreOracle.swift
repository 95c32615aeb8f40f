import FloatFormats

/// The sums of a tensor core in whole numbers of 2⁻⁶⁴: exact, slow, and nothing shared with the
/// library but the rule.
struct TensorCoreOracle {
  private static let point = 64

  /// A code as a whole number times a power of two.
  private struct Parts {
    let significand: Int128
    let exponent: Int
    let fractionBits: Int

    init(_ code: UInt8, _ format: EightBitFormat) {
      fractionBits = format == .e4m3 ? 3 : 2
      let fraction = Int128(code) & ((1 << fractionBits) - 1)
      let field = Int(code & 0x7F) >> fractionBits
      let magnitude = field == 0 ? fraction : fraction + (1 << fractionBits)
      significand = code & 0x80 == 0 ? magnitude : -magnitude
      exponent = max(field, 1) - (format == .e4m3 ? 7 : 15)
    }
  }

  /// The register after the products of two rows of codes, as a `Float`.
  static func register(
    _ left: [UInt8], _ leftFormat: EightBitFormat, _ right: [UInt8], _ rightFormat: EightBitFormat
  ) -> Float {
    var register: Int128 = 0
    for start in stride(from: 0, to: left.count, by: 32) {
      let products = (start..<min(start + 32, left.count)).map { place in
        (Parts(left[place], leftFormat), Parts(right[place], rightFormat))
      }.filter { $0.significand != 0 && $1.significand != 0 }
      guard let greatest = products.map({ $0.exponent + $1.exponent }).max() else { continue }
      let unit = Int128(1) << (point + greatest - 13)
      for (a, b) in products {
        let shift = point + a.exponent + b.exponent - a.fractionBits - b.fractionBits
        let product = (a.significand * b.significand) << shift
        register += product / unit * unit
      }
      register = cutOff(register)
    }
    return Float(Double(register) * 0x1p-64)
  }

  /// Keeps the 14 leading bits of the magnitude.
  private static func cutOff(_ number: Int128) -> Int128 {
    let surplus = max(0, 128 - number.magnitude.leadingZeroBitCount - 14)
    let magnitude = Int128((number.magnitude >> surplus) << surplus)
    return number < 0 ? -magnitude : magnitude
  }
}
