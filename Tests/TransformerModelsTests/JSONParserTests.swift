import Testing

@testable import TransformerModels

@Suite("JSON parser")
struct JSONParserTests {
  @Test("every value knows the line on which it begins")
  func lines() throws {
    let json = """
      {"a": 1,
       "b": [true,
             {"c":
              null}],
       "d": "x"}
      """
    #expect(
      try JSONParser.parse(Array(json.utf8))
        == value(
          .object([
            .init(key: "a", value: value(.number("1"), 1)),
            .init(
              key: "b",
              value: value(
                .array([
                  value(.bool(true), 2),
                  value(.object([.init(key: "c", value: value(.null, 4))]), 3),
                ]), 2)),
            .init(key: "d", value: value(.string("x"), 5)),
          ]), 1))
  }

  @Test(
    "numbers keep their text",
    arguments: ["0", "-0", "61", "1e-06", "0.5E+3", "1e999999", "99999999999999999999"])
  func numbers(digits: String) throws {
    #expect(try JSONParser.parse(Array(digits.utf8)) == value(.number(digits), 1))
  }

  @Test("escapes stand for what RFC 8259 says, surrogate pairs included")
  func escapes() throws {
    let json = #""\" \\ \/ \b \f \n \r \t \u0041 \u00e9 \uD83d\uDE42 é🙂""#
    #expect(
      try JSONParser.parse(Array(json.utf8))
        == value(.string("\" \\ / \u{8} \u{c} \n \r \t A é 🙂 é🙂"), 1))
  }

  @Test("objects and lists may be empty, and nest up to the limit")
  func limits() throws {
    let depth = JSONParser.depthLimit
    let nested = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    #expect(throws: Never.self) { try JSONParser.parse(Array(nested.utf8)) }
    #expect(try JSONParser.parse(Array(" {} ".utf8)) == value(.object([]), 1))
    #expect(try JSONParser.parse(Array("\n[ ]".utf8)) == value(.array([]), 2))
  }

  @Test(
    "what is no JSON is refused with its line and what was expected",
    arguments: [
      ("", 1, "the file ends where a JSON value was expected"),
      ("\n\n{", 3, "the file ends where a key in double quotes was expected"),
      ("{\"a\": 1,\n}", 2, "'}' where a key in double quotes was expected"),
      ("{\"a\" 1}", 1, "'1' where a colon after the key was expected"),
      ("[1 2]", 1, "'2' where a comma or the end of the list was expected"),
      ("{\"a\": 1 \"b\"", 1, "'\"' where a comma or the end of the object was expected"),
      ("[1,]", 1, "']' where a JSON value was expected"),
      ("1 2", 1, "'2' where the end of the file was expected"),
      ("01", 1, "'1' where the end of the file was expected"),
      ("-", 1, "the file ends where a digit was expected"),
      ("1.e5", 1, "'e' where a digit was expected"),
      ("1e", 1, "the file ends where a digit was expected"),
      ("+1", 1, "'+' where a JSON value was expected"),
      ("nul", 1, "'n' where null was expected"),
      ("NaN", 1, "'N' where a JSON value was expected"),
      ("'a'", 1, "''' where a JSON value was expected"),
      ("\"a", 1, "the file ends where the closing quote of a string was expected"),
      ("\"a\nb\"", 1, "byte 0xa where the rest of a string was expected"),
      ("\"\\x\"", 1, "'x' where one of \" \\ / b f n r t u after a backslash was expected"),
      ("\"\\u12g4\"", 1, "'g' where four hexadecimal digits was expected"),
      ("\"\\ud83d\"", 1, "'\"' where the second half of a surrogate pair was expected"),
      ("{\"a\": 1,\n\"b\": 2,\n\"a\": 3}", 3, "key \"a\" again, after line 1; expected it once"),
    ])
  func refused(json: String, line: Int, reason: String) {
    #expect(throws: JSONParser.Failure(line: line, reason: reason)) {
      try JSONParser.parse(Array(json.utf8))
    }
  }

  @Test("bytes that are not UTF-8 are refused, in a string and elsewhere")
  func notUTF8() {
    #expect(
      throws: JSONParser.Failure(
        line: 1, reason: "a string that is not UTF-8; expected UTF-8")
    ) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
    #expect(
      throws: JSONParser.Failure(
        line: 1, reason: "byte 0xff where a JSON value was expected")
    ) { try JSONParser.parse([0xFF]) }
  }

  @Test("nesting without end is refused before it exhausts the stack", arguments: ["[", "{\"a\":"])
  func deep(opening: String) {
    let json = String(repeating: opening, count: 100_000)
    #expect(
      throws: JSONParser.Failure(line: 1, reason: "nested too deep; expected at most 64 levels")
    ) { try JSONParser.parse(Array(json.utf8)) }
  }

  private func value(_ content: JSONValue.Content, _ line: Int) -> JSONValue {
    JSONValue(content: content, line: line)
  }
}
