import CostModels
import Testing

@Suite("The slowest of several")
struct SlowestMemberTests {
  @Test("one is no slower than itself, and more are slower, up to the distribution's end")
  func monotone() {
    #expect(abs(SlowestMember.deviations(of: 1)) < 1e-9)
    let counts = [1, 2, 3, 4, 8, 16, 64, 128, 1_024, 65_536, 1_048_576]
    let deviations = counts.map(SlowestMember.deviations)
    #expect(zip(deviations, deviations.dropFirst()).allSatisfy { $0 < $1 })
    // Four uniform numbers end 2 / sqrt(4 / 12) deviations above their mean.
    #expect(deviations.allSatisfy { $0 < 12.0.squareRoot() })
  }

  /// Expected greatest of 2 is half of the mean distance of two draws, which for a normal
  /// distribution is 1 / sqrt(pi) = 0.564 and for a uniform one 1 / sqrt(3) = 0.577.
  @Test("of two lies between those of a normal and of a uniform distribution")
  func two() {
    #expect((0.564...0.578).contains(SlowestMember.deviations(of: 2)))
  }

  @Test("is the mean over draws of the same distribution", arguments: [2, 4, 16, 64, 256])
  func drawn(count: Int) {
    var random = SplitMix(seed: UInt64(count))
    let rounds = 4_000
    let sum = (0..<rounds).reduce(0.0) { sum, _ in
      let greatest =
        (0..<count).map { _ in
          (0..<4).reduce(-2.0) { total, _ in total + Double.random(in: 0..<1, using: &random) }
        }.max() ?? 0
      return sum + greatest * 3.0.squareRoot()
    }
    let expected = SlowestMember.deviations(of: count)
    // Three standard errors of the mean; the greatest varies less than one draw.
    #expect(abs(sum / Double(rounds) - expected) < 3 / Double(rounds).squareRoot())
  }
}
