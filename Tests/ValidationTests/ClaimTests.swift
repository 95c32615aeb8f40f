import RunConfigurations
import Testing
import Validation

@Suite("Popular claims")
struct ClaimTests {
  typealias Verdict = ClaimResult.Verdict

  static let verdicts: [(Int, Verdict)] = [
    (1, .holds), (2, .open), (3, .holds), (4, .holds), (5, .holdsRoughly), (6, .wrong),
    (7, .cannotBeKnown), (8, .wrong), (9, .holds), (10, .wrong), (11, .holdsRoughly), (12, .wrong),
    (13, .wrong), (15, .cannotBeKnown), (16, .wrong), (17, .wrong), (18, .wrong), (19, .holds),
    (20, .holds),
    (21, .wrong), (22, .holdsRoughly), (23, .holdsRoughly),
  ]

  private func claim(_ number: Int) throws -> ClaimResult {
    try #require(try Shipped.claims.get().first { $0.claim.number == number })
  }

  @Test("all twenty-three are judged, in order, with a reason")
  func all() throws {
    let claims = try Shipped.claims.get()
    #expect(claims.map(\.claim.number) == Array(1...23))
    #expect(claims.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("\n") })
    #expect(claims.allSatisfy { $0.verdict == .open || !$0.figure.isEmpty })
  }

  @Test("each gets the verdict that primary sources give it", arguments: verdicts)
  func verdict(number: Int, verdict: Verdict) throws {
    #expect(try claim(number).verdict == verdict)
  }

  @Test(
    "figures are computed",
    arguments: [
      (1, "1,361 h, 56.7 days"), (3, "11.1 times"), (4, "671.0B, 37.6B, 5.6 %; 27.6 %"),
      (6, "32,768, 4,096, 512, 1,152 B, 28.4 times less"), (8, "2.1 GB a layer"), (9, "19.0 %"),
      (21, "1 extra token"),
    ])
  func figure(number: Int, figure: String) throws {
    #expect(try claim(number).figure == figure)
  }

  @Test("BF16 makes a longer step than FP8, so claim 14 is judged by a ratio above 1")
  func precision() throws {
    let times = try #require(Double(claim(14).figure.prefix { $0 != " " }))
    #expect(times > 1 && times < 2)
  }

  @Test("a claim that nothing computes is open")
  func unknown() throws {
    let judged = try ClaimJudge(Shipped.validator()).judge(PublishedClaim(number: 99, text: "x"))
    #expect(judged.verdict == .open)
  }
}
