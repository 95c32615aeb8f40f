/// Sequences on which a prediction module is tried.
public struct SpeculationSample: Hashable, Sendable {
  /// Each `[length + 1]`.
  public let sequences: [[Int32]]
  /// Where they are from, for people.
  public let origin: String

  /// Sequences of the run's own text that it was never trained on, spread over all of those.
  ///
  /// - Parameters:
  ///   - facts: Of the run.
  ///   - count: The most that are taken, at least 1.
  /// - Throws: `DataError` as the text does; with code `wrongSetting` where nothing is held out.
  public init(heldOutOf facts: RunFacts, count: Int) throws(DataError) {
    let sampler = try facts.text.sequences(length: facts.sequenceLength, seed: facts.seed)
    let all = sampler.heldOutSequences
    guard all > 0 else {
      throw DataError(
        code: .wrongSetting,
        detail: "the run held nothing out (heldOut); give a text that it did not see")
    }
    sequences = try Self.places(min(count, all), of: all).map { place throws(DataError) in
      try sampler.heldOutSequence(place)
    }
    origin = "the text that the run held out"
  }

  /// Sequences of any text, spread over it.
  ///
  /// - Parameters:
  ///   - path: A file or folder.
  ///   - facts: Of the run, for the length of sequences.
  ///   - count: The most that are taken, at least 1.
  /// - Throws: `DataError` as the text does; with code `tooShort` where nothing could be foreseen.
  public init(path: String, facts: RunFacts, count: Int) throws(DataError) {
    let corpus = try ByteCorpus(path: path)
    guard corpus.count > 2 else {
      throw DataError(
        code: .tooShort, detail: "\(path): \(corpus.count - 1) bytes; 2 or more are accepted")
    }
    let length = min(facts.sequenceLength, corpus.count - 1)
    let all = (corpus.count - 1) / length
    sequences = try Self.places(min(count, all), of: all).map { place throws(DataError) in
      try corpus.tokens(place * length..<(place + 1) * length + 1)
    }
    origin = path
  }

  private static func places(_ count: Int, of all: Int) -> [Int] {
    (0..<count).map { $0 * (all / count) + $0 * (all % count) / count }
  }
}
