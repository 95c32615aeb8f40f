internal import Quantities

/// Round numbers along an axis: multiples of 1, 2 or 5 times a power of ten, at most five above 0.
struct RoundNumbers: Sendable {
  /// From one to the next.
  let pitch: Double
  private let decimals: Int

  /// Chooses the pitch for values from 0 to `greatest`.
  init(upTo greatest: Double) {
    guard greatest > 1e-9, greatest.isFinite else {
      (pitch, decimals) = (1, 0)
      return
    }
    var (power, decimals) = (1e9, 0)
    while power * 10 <= greatest { power *= 10 }
    while power > greatest {
      power /= 10
      if power < 0.5 { decimals += 1 }
    }
    let factor = [0.2, 0.5, 1, 2].first { greatest / (power * $0) <= 5 } ?? 5
    pitch = power * factor
    self.decimals = factor < 1 && power < 5 ? decimals + 1 : decimals
  }

  /// A number of the axis, short enough for a phone: `0.25`, `500`, `60K`.
  func text(_ value: Double) -> String {
    guard value.magnitude >= 1000 else { return fixed(value, decimals: decimals) }
    var digits = magnitude(value)
    guard let letter = digits.popLast(), digits.contains(".") else { return magnitude(value) }
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    return digits + String(letter)
  }
}
