/// The next byte, and the values that hold no others.
extension JSONParser {
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  /// Steps over the next byte if it is `character`.
  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func skipSpace() {
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\n"): line += 1
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): break
      default: return
      }
      position += 1
    }
  }

  func unexpected(_ expectation: String) -> Failure {
    let found =
      switch peek {
      case nil: "the file ends"
      case let byte? where (33...126).contains(byte): "'\(Character(Unicode.Scalar(byte)))'"
      case let byte?: "byte 0x\(String(byte, radix: 16))"
      }
    return Failure(line: line, reason: "\(found) where \(expectation) was expected")
  }

  mutating func word(
    _ word: String, _ content: JSONValue.Content
  ) throws(Failure) -> JSONValue.Content {
    guard bytes[position...].starts(with: word.utf8) else { throw unexpected(word) }
    position += word.utf8.count
    return content
  }

  mutating func number() throws(Failure) -> String {
    let start = position
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      _ = take("+") || take("-")
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(Failure) {
    let start = position
    while let byte = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { position += 1 }
    guard position > start else { throw unexpected("a digit") }
  }

  /// Reads a string from its opening quote on.
  mutating func string() throws(Failure) -> String {
    var units: [UInt8] = []
    position += 1
    while let byte = peek, byte != UInt8(ascii: "\"") {
      guard byte >= 32 else { throw unexpected("the rest of a string") }
      position += 1
      if byte == UInt8(ascii: "\\") {
        units.append(contentsOf: Array(String(try escaped()).utf8))
      } else {
        units.append(byte)
      }
    }
    guard take("\"") else { throw unexpected("the closing quote of a string") }
    guard let string = String(validating: units, as: UTF8.self) else {
      throw Failure(line: line, reason: "a string that is not UTF-8; expected UTF-8")
    }
    return string
  }

  /// Reads what follows a backslash.
  private mutating func escaped() throws(Failure) -> Unicode.Scalar {
    guard let byte = peek else { throw unexpected("an escape") }
    let simple: Unicode.Scalar? =
      switch Unicode.Scalar(byte) {
      case "\"", "\\", "/": Unicode.Scalar(byte)
      case "b": "\u{8}"
      case "f": "\u{c}"
      case "n": "\n"
      case "r": "\r"
      case "t": "\t"
      default: nil
      }
    if let simple {
      position += 1
      return simple
    }
    guard take("u") else { throw unexpected("one of \" \\ / b f n r t u after a backslash") }
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard (0xD800..<0xDC00).contains(first), take("\\"), take("u") else {
      throw unexpected("the second half of a surrogate pair")
    }
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw unexpected("the second half of a surrogate pair before this") }
    return scalar
  }

  private mutating func hexadecimal() throws(Failure) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      value = value << 4 + UInt32(digit)
      position += 1
    }
    return value
  }
}
