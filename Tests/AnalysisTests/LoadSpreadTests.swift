import Testing

@testable import Analysis

@Suite("Spread of loads")
struct LoadSpreadTests {
  @Test("what lasts is MaxVio, what changes is skew")
  func parts() {
    let lasting = LoadSpread([[300, 100], [300, 100]])
    #expect(lasting.maxVio == 0.5 && lasting.skew == 0)
    let changing = LoadSpread([[110, 90], [90, 110]])
    // Ratios 1.1 and 0.9, one degree of freedom an expert: a variance of 0.02.
    #expect(changing.maxVio == 0)
    #expect(abs(changing.skew - 0.140721) < 1e-5)
  }

  @Test("an expert without load and a single step show nothing that changes")
  func bounds() {
    #expect(LoadSpread([[0, 4], [0, 4]]).skew == 0)
    #expect(LoadSpread([[0, 4], [0, 4]]).maxVio == 1)
    #expect(LoadSpread([[1, 3]]).skew == 0)
    #expect(LoadSpread([[0, 0], [0, 0]]).maxVio == 0)
  }
}
