import Testing

@testable import Training

@Suite("The tokens of bytes")
struct ByteVocabularyTests {
  @Test("give a text back", arguments: ["", "plain", "héllo, 世界 🙂\n\0"])
  func roundTrip(text: String) {
    #expect(ByteVocabulary.text(of: ByteVocabulary.tokens(of: text)) == text)
  }

  @Test("show ends of documents, reserved tokens, and bytes that are no text")
  func marks() {
    #expect(ByteVocabulary.text(of: [104, 105, 256, 257, 0xC3]) == "hi<end><257>\u{FFFD}")
  }

  @Test("need a model that knows them all")
  func vocabulary() throws {
    try ByteVocabulary.check(vocabularySize: 257, model: "mini")
    let error = #expect(throws: DataError.self) {
      try ByteVocabulary.check(vocabularySize: 256, model: "mini")
    }
    #expect(error?.code == .smallVocabulary)
    #expect(error?.detail.hasPrefix("mini has a vocabulary of 256; ") == true)
  }
}
