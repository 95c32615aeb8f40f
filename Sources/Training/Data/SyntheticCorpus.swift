/// Text that is made when it is asked for, with much to learn in it.
///
/// Letters make words, words sentences whose verbs agree with their nouns, and sentences stories in
/// which made-up names come back; some sentences add numbers. Every document has ``documentBytes``
/// bytes, cut where they end, and an end mark.
public struct SyntheticCorpus: TokenSource {
  /// Bytes of a document without its end mark.
  public static let documentBytes = 1023

  public let documents: Int
  private let seed: UInt64

  /// - Parameters:
  ///   - seed: Another one gives other text in the same words.
  ///   - documents: At least 1; 64 Mi tokens in all unless given.
  public init(seed: UInt64, documents: Int = 65_536) {
    precondition(documents > 0, "\(documents) documents")
    self.seed = seed
    self.documents = documents
  }

  public var count: Int { documents * (Self.documentBytes + 1) }

  public var fingerprint: String { "synthetic \(documents) \(seed)" }

  public func tokens(_ range: Range<Int>) -> [Int32] {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "tokens \(range) of 0 ..< \(count)")
    let size = Self.documentBytes + 1
    var tokens: [Int32] = []
    tokens.reserveCapacity(range.count)
    while tokens.count < range.count {
      let (document, place) = (range.lowerBound + tokens.count).quotientAndRemainder(
        dividingBy: size)
      let end = min(size, place + range.count - tokens.count)
      tokens += self.document(document)[place..<end]
    }
    return tokens
  }

  /// The tokens of a document, `[documentBytes + 1]`.
  private func document(_ number: Int) -> [Int32] {
    var story = SyntheticStory(SeededStream(seed: seed, member: UInt64(number)))
    var bytes: [UInt8] = []
    while bytes.count < Self.documentBytes { bytes += story.sentence().utf8 }
    return bytes.prefix(Self.documentBytes).map { Int32($0) } + [ByteVocabulary.documentEnd]
  }
}
