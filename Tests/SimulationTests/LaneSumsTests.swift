import Testing

@testable import Simulation

@Suite("Sums over lanes")
struct LaneSumsTests {
  @Test("add up beyond 64 bits, negative terms included")
  func beyond64Bits() {
    var (sums, expected) = (LaneSums(ranks: 2), Int128(0))
    for term in [Int64.max, 4_600_000_000_000_000_000, -7, 1, 1 << 32, Int64.max - 1] {
      sums.add(1, .bubble, term)
      expected += Int128(term)
    }
    #expect(sums[1, .bubble] == expected)
    #expect(sums[1, .bubble] > Int128(Int64.max))
    #expect(sums[0, .bubble] == 0 && sums[1, .computing] == 0)
  }
}
