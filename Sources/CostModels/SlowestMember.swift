/// The slowest of several GPUs whose speeds differ by chance.
public enum SlowestMember {
  /// How many standard deviations the greatest of `count` draws lies above the mean, expected.
  ///
  /// A draw is a sum of four uniform numbers, which the simulation takes for a normal one: their
  /// distribution function is that of Irwin and Hall, a polynomial by pieces.
  ///
  /// - Parameter count: At least 1.
  /// - Returns: 0 for one draw; never above 3.47.
  public static func deviations(of count: Int) -> Double {
    precondition(count >= 1, "the greatest of \(count) draws")
    let steps = 4096
    // The expectation of the greatest is 4 less the integral of the distribution function's power.
    let integral = (0..<steps).reduce(0.0) { sum, index in
      let place = 4 * (Double(index) + 0.5) / Double(steps)
      return sum + power(distribution(place), count) * 4 / Double(steps)
    }
    return (2 - integral) * 3.0.squareRoot()
  }

  /// Irwin-Hall for four uniform numbers.
  private static func distribution(_ x: Double) -> Double {
    let binomials = [1.0, -4, 6, -4, 1]
    let sum = binomials.enumerated().reduce(0.0) { sum, term in
      let over = max(0, x - Double(term.offset))
      return sum + term.element * over * over * over * over
    }
    return min(1, max(0, sum / 24))
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, factor, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest.isMultiple(of: 2) == false { result *= factor }
      factor *= factor
      rest /= 2
    }
    return result
  }
}
