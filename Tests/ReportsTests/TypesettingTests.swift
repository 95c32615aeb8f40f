import Testing

@testable import Reports

@Suite("Typesetting")
struct TypesettingTests {
  @Test("lines break between words, never between a number and its unit")
  func wrapping() {
    #expect("it takes 12.5 s of 40 s".wrapped(width: 14) == ["it takes", "12.5 s of 40 s"])
    #expect(
      "about 8.3 % a b".wrapped(width: 9, indentation: "  ") == ["about", "  8.3 % a", "  b"])
    #expect("unbreakable".wrapped(width: 4) == ["unbreakable"])
  }

  @Test("a hyphen before a number is a minus, one inside a word is not")
  func minus() {
    #expect(
      "bubble -1.47 s (-2 %), all-to-all 1-2".withTrueMinus
        == "bubble \u{2212}1.47 s (\u{2212}2 %), all-to-all 1-2")
  }
}
