/// The tokens of text that is read byte by byte.
///
/// Tokens 0 ... 255 are the bytes, 256 ends a document, those from 257 on are reserved.
public enum ByteVocabulary {
  /// Stands behind the last byte of every document.
  public static let documentEnd: Int32 = 256
  /// Tokens that texts use; the vocabularies of models may be larger.
  public static let size = 257

  /// The tokens of a text, its bytes in UTF-8, without a document's end.
  public static func tokens(of text: String) -> [Int32] { text.utf8.map { Int32($0) } }

  /// The text of some tokens.
  ///
  /// - Parameter tokens: At least 0.
  /// - Returns: Bytes that are not UTF-8 become U+FFFD, the end of a document `<end>`, and a reserved
  ///   token its number in angle brackets.
  public static func text(of tokens: [Int32]) -> String {
    var text = ""
    var bytes: [UInt8] = []
    for token in tokens {
      if let byte = UInt8(exactly: token) {
        bytes.append(byte)
        continue
      }
      text += String(decoding: bytes, as: UTF8.self)
      bytes = []
      text += token == documentEnd ? "<end>" : "<\(token)>"
    }
    return text + String(decoding: bytes, as: UTF8.self)
  }

  /// Refuses models that do not know all tokens of a text.
  ///
  /// - Parameters:
  ///   - vocabularySize: Of the model.
  ///   - model: Its name, for the message.
  /// - Throws: `DataError` with code `smallVocabulary` when it is below ``size``.
  public static func check(vocabularySize: Int, model: String) throws(DataError) {
    guard vocabularySize >= size else {
      throw DataError(
        code: .smallVocabulary,
        detail: "\(model) has a vocabulary of \(vocabularySize); bytes and the end of documents "
          + "need \(size) or more (vocab_size)")
    }
  }
}
