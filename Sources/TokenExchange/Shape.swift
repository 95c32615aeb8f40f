/// Whether inputs are as long as they have to be.
enum Shape {
  /// - Throws: `ExchangeError` with code `shapeMismatch`.
  static func check(_ name: String, _ count: Int, is expected: Int) throws(ExchangeError) {
    guard count == expected else {
      throw ExchangeError(
        code: .shapeMismatch, detail: "\(name) has \(count) elements, accepted are \(expected)")
    }
  }

  /// - Throws: `ExchangeError` with code `shapeMismatch`.
  static func check(_ name: String, _ count: Int, isMultipleOf unit: Int) throws(ExchangeError) {
    guard count.isMultiple(of: unit) else {
      throw ExchangeError(
        code: .shapeMismatch,
        detail: "\(name) has \(count) elements, accepted are multiples of \(unit)")
    }
  }
}
