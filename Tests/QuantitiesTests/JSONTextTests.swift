import Quantities
import Testing

@Suite("JSON text")
struct JSONTextTests {
  private let document: JSONText = [
    "zeta": 1, "alpha": ["bubbleFraction": 0.1, "fits": true, "reason": nil],
    "ranks": [1, 2.5, -3], "names": ["gpipe", "1f1b"], "empty": [:], "none": [],
  ]

  @Test("members keep their order, levels are indented, numbers share a line")
  func pretty() {
    #expect(
      document.pretty == """
        {
          "zeta": 1,
          "alpha": {
            "bubbleFraction": 0.1,
            "fits": true,
            "reason": null
          },
          "ranks": [1, 2.5, -3],
          "names": [
            "gpipe",
            "1f1b"
          ],
          "empty": {},
          "none": []
        }
        """)
  }

  @Test("the compact form is the same document without white space")
  func compact() {
    #expect(
      document.compact == #"{"zeta":1,"alpha":{"bubbleFraction":0.1,"fits":true,"reason":null},"#
        + #""ranks":[1,2.5,-3],"names":["gpipe","1f1b"],"empty":{},"none":[]}"#)
    #expect(document.pretty.filter { !$0.isWhitespace } == document.compact)
  }

  @Test("what a string must not hold as it is, is escaped; everything else stays")
  func strings() {
    #expect(
      JSONText.string("a\"b\\c\n\r\t\u{0}\u{1f}/é🙂\r\n").compact
        == #""a\"b\\c\n\r\t\u0000\u001f/é🙂\r\n""#)
    let key: JSONText = ["a\"\n": 1]
    #expect(key.compact == #"{"a\"\n":1}"#)
  }

  @Test(
    "numbers take their shortest form, and null where JSON has none",
    arguments: [
      (0.1, "0.1"), (250, "250.0"), (6.71e11, "671000000000.0"), (1e300, "1e+300"),
      (.leastNonzeroMagnitude, "5e-324"), (.infinity, "null"), (-.infinity, "null"), (.nan, "null"),
    ])
  func numbers(number: Double, text: String) {
    #expect(JSONText.number(number).compact == text)
    if number.isFinite { #expect(Double(text) == number) }
  }

  @Test("integers keep all their digits", arguments: [Int.min, -1, 0, Int.max])
  func integers(integer: Int) { #expect(JSONText.integer(integer).compact == "\(integer)") }
}
