/// A text as one long row of tokens: documents, each with an end mark behind it.
///
/// The same on every process, which may ask for any part in any order.
public protocol TokenSource {
  /// Tokens, end marks included.
  var count: Int { get }
  /// Short text that is another one for another text: what a checkpoint remembers of its data.
  var fingerprint: String { get }
  /// What a person should know of the text, such as files that are left out.
  var remarks: [String] { get }

  /// Some consecutive tokens.
  ///
  /// - Parameter range: Within 0 ..< ``count``.
  /// - Returns: Ids of ``ByteVocabulary``.
  /// - Throws: `DataError` with code `missingPath`, `unreadable` or `fileChanged` when a file is not what
  ///   it was when the source was made.
  func tokens(_ range: Range<Int>) throws(DataError) -> [Int32]
}

extension TokenSource {
  /// Nothing.
  public var remarks: [String] { [] }
}
