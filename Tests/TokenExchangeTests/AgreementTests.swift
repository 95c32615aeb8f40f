import Testing

@testable import TokenExchange

@Suite("agreement of ranks")
struct AgreementTests {
  @Test("equal values are fine, be there none", arguments: [[], [3], [3, 3, 3]])
  func equal(values: [Int]) throws { try Agreement.check("size", values) }

  @Test("different ones are told with who gave which, in the order of ranks")
  func different() {
    let detail =
      "size is 4 on ranks 0, 2, 8 on rank 1, 5 on rank 3; every rank has to give the same"
    #expect(throws: ExchangeError(code: .ranksDisagree, detail: detail)) {
      try Agreement.check("size", [4, 8, 4, 5])
    }
  }

  @Test("of many ranks eight are named")
  func many() {
    let detail = """
      size is 1 on ranks 0, 1, 2, 3, 4, 5, 6, 7 and 2 more, 0 on rank 10; every rank has to give the \
      same
      """
    #expect(throws: ExchangeError(code: .ranksDisagree, detail: detail)) {
      try Agreement.check("size", Array(repeating: 1, count: 10) + [0])
    }
  }
}
