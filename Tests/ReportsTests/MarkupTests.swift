import Testing

@testable import Reports

@Suite("Markup")
struct MarkupTests {
  @Test(
    "interpolated text is escaped, literals and markup are not",
    arguments: [
      ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
      ("a & b", "a &amp; b"), ("\"x\" 'y'", "&quot;x&quot; &#39;y&#39;"),
      ("bell\u{7}", "bell\u{FFFD}"),
      ("µ − …", "µ − …"),
    ])
  func escaping(text: String, escaped: String) {
    let inner: Markup = "<b>\(text)</b>"
    let outer: Markup = "<p>\(inner)\([inner])</p>"
    #expect(inner.text == "<b>\(escaped)</b>")
    #expect(outer.text == "<p><b>\(escaped)</b><b>\(escaped)</b></p>")
  }

  @Test("integers are written digit by digit", arguments: [0, 7, -1, 10, 909, Int.max, Int.min])
  func integers(value: Int) {
    let markup: Markup = "\(value)"
    #expect(markup.text == String(value))
  }

  @Test(
    "scaled integers keep every digit and no trailing zero",
    arguments: [
      (0, "0"), (1, "0.000001"), (1_500_000, "1.5"), (-2_000_000, "-2"),
      (19_926_000_123_456, "19926000.123456"),
    ])
  func decimals(value: Int64, text: String) {
    var utf8: [UInt8] = []
    utf8.appendDecimal(value, decimals: 6)
    #expect(String(decoding: utf8, as: UTF8.self) == text)
  }
}

extension Markup {
  var text: String { String(decoding: utf8, as: UTF8.self) }
}
