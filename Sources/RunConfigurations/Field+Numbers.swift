internal import Quantities

extension Field {
  /// A whole number in decimal digits, unquoted; underscores may group the digits.
  func int(_ range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    let text = try number(expected: expected)
    guard let digits = wholeDigits(text) else {
      throw refusal(isDecimal(text) ? .outOfRange : .wrongType, expected: expected)
    }
    guard let value = Int(digits), range.contains(value) else {
      throw refusal(.outOfRange, expected: expected)
    }
    return value
  }

  /// A seed: a whole number from 0 to the greatest of 64 bits.
  func uint64() throws(ConfigurationError) -> UInt64 {
    let expected = "a whole number from 0 to \(UInt64.max)"
    let text = try number(expected: expected)
    guard let digits = wholeDigits(text) else {
      throw refusal(isDecimal(text) ? .outOfRange : .wrongType, expected: expected)
    }
    guard let value = UInt64(digits) else { throw refusal(.outOfRange, expected: expected) }
    return value
  }

  /// A number in decimal notation, unquoted; `expected` is the accepted range in words.
  func double(
    expected: String, where isAccepted: (Double) -> Bool
  ) throws(ConfigurationError) -> Double {
    let text = try number(expected: expected)
    guard isDecimal(text), let value = Double(text) else {
      throw refusal(.wrongType, expected: expected)
    }
    guard value.isFinite, isAccepted(value) else { throw refusal(.outOfRange, expected: expected) }
    return value
  }

  /// An amount that may carry a magnitude: `14.8T`, `469B`, `15360`.
  func count(_ range: ClosedRange<Double>) throws(ConfigurationError) -> Double {
    let expected =
      "a number from \(compact(range.lowerBound)) to \(compact(range.upperBound)), "
      + "K, M, B or T allowed behind it"
    let text = try scalar(expected: expected)
    let digits = text.last.map { "KMBT".contains($0) } == true ? text.dropLast() : text[...]
    guard isDecimal(digits), Double(digits) != nil else {
      throw refusal(.wrongType, expected: expected)
    }
    guard let value = parseCount(text), range.contains(value) else {
      throw refusal(.outOfRange, expected: expected)
    }
    return value
  }

  /// A number with a unit.
  func quantity<Quantity: UnitParsing & Comparable & CustomStringConvertible>(
    _ range: ClosedRange<Quantity>
  ) throws(ConfigurationError) -> Quantity {
    let expected =
      "a number with a unit of \(Quantity.unitNames), from \(range.lowerBound) to "
      + "\(range.upperBound)"
    let text = try scalar(expected: expected)
    let digits = text.prefix { $0.isNumber || ".+-_eE".contains($0) }
    guard isDecimal(digits) else { throw refusal(.wrongType, expected: expected) }
    guard let value = Quantity(text) else {
      throw refusal(.wrongType, expected: expected)
    }
    guard range.contains(value) else { throw refusal(.outOfRange, expected: expected) }
    return value
  }

  private func number(expected: String) throws(ConfigurationError) -> String {
    let text = try scalar(expected: expected)
    if case .scalar(_, isQuoted: true)? = node?.content {
      throw refusal(.wrongType, expected: "\(expected), without quotes")
    }
    return text
  }
}

/// Whether a text is a sign, digits, a point and an exponent at most: no `0x10`, no `inf`.
private func isDecimal(_ text: some StringProtocol) -> Bool {
  text.utf8.contains { (0x30...0x39).contains($0) }
    && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "+-.eE_".utf8.contains($0) }
}

/// A whole number's digits without their underscores; nil where it is none, or has leading zeros,
/// which YAML 1.1 reads as octal.
private func wholeDigits(_ text: String) -> String? {
  let digits = text.filter { $0 != "_" }
  let magnitude = digits.hasPrefix("-") ? digits.dropFirst() : digits[...]
  guard !magnitude.isEmpty, magnitude.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
    magnitude == "0" || !magnitude.hasPrefix("0")
  else { return nil }
  return digits
}

private func compact(_ value: Double) -> String {
  value < 1e6 ? significant(value, digits: 1) : "\(value)"
}
