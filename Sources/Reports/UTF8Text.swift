extension [UInt8] {
  /// Appends the digits of an integer without making a string of it.
  mutating func appendDecimal(_ value: Int) {
    if value < 0 { append(UInt8(ascii: "-")) }
    var (rest, power) = (value.magnitude, UInt(1))
    while rest / power >= 10 { power *= 10 }
    while power > 0 {
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest / power))
      rest %= power
      power /= 10
    }
  }

  /// Appends `value / 10^decimals` exactly, without trailing zeros: 1500 with 3 decimals is `1.5`.
  mutating func appendDecimal(_ value: Int64, decimals: Int) {
    var scale: UInt64 = 1
    for _ in 0..<decimals { scale *= 10 }
    if value < 0 { append(UInt8(ascii: "-")) }
    var (whole, fraction) = value.magnitude.quotientAndRemainder(dividingBy: scale)
    appendDecimal(Int(whole))
    guard fraction > 0 else { return }
    append(UInt8(ascii: "."))
    while fraction > 0 {
      scale /= 10
      (whole, fraction) = fraction.quotientAndRemainder(dividingBy: scale)
      append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: whole))
    }
  }

  /// Appends text so that it is the same text in an element or a quoted attribute of HTML and XML.
  ///
  /// Control characters that XML cannot carry become U+FFFD.
  mutating func appendEscaped(_ text: String) {
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "&"): self += "&amp;".utf8
      case UInt8(ascii: "<"): self += "&lt;".utf8
      case UInt8(ascii: ">"): self += "&gt;".utf8
      case UInt8(ascii: "\""): self += "&quot;".utf8
      case UInt8(ascii: "'"): self += "&#39;".utf8
      case 9, 10, 13: append(byte)
      case ..<32: self += "\u{FFFD}".utf8
      default: append(byte)
      }
    }
  }
}
