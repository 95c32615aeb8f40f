/// The sequences of a run, in an order that depends on the seed and on nothing else.
///
/// The text is cut into sequences of `length` tokens and the token behind them, which is the first of
/// the next sequence: every token but the very first is predicted once. What is left at the end, fewer
/// than `length` tokens to predict, is not used. The end of the text is held out; it shares no token
/// with what is trained on. An epoch takes each training sequence once, in an order of its own.
public struct SequenceSampler {
  /// Tokens of a sequence that the model reads.
  public let length: Int
  /// Sequences of an epoch.
  public let trainingSequences: Int
  /// Sequences that are never trained on.
  public let heldOutSequences: Int
  private let source: any TokenSource
  private let seed: UInt64

  /// Cuts a text.
  ///
  /// - Parameters:
  ///   - source: At least `length` + 1 tokens, and as many more and one where some are held out.
  ///   - length: Tokens of a sequence, at least 1.
  ///   - seed: Of the order.
  ///   - heldOut: The share of the sequences that is held out, from 0 to below 1; one sequence at least
  ///     when it is above 0.
  /// - Throws: `DataError` with code `wrongSetting` or `tooShort`.
  public init(
    _ source: any TokenSource, length: Int, seed: UInt64, heldOut: Double
  ) throws(DataError) {
    guard length > 0, length <= Int32.max else {
      throw DataError(
        code: .wrongSetting,
        detail: "sequences of \(length) tokens; 1 ... \(Int32.max) are accepted")
    }
    guard heldOut >= 0, heldOut < 1 else {
      throw DataError(
        code: .wrongSetting,
        detail: "a share of \(heldOut) held out; 0 to below 1 is accepted")
    }
    let parts = heldOut > 0 ? 2 : 1
    // Each part needs one token more than it predicts.
    let sequences = max(0, source.count - parts) / length
    guard sequences >= parts else {
      throw DataError(
        code: .tooShort,
        detail: "\(source.count) tokens; \(parts) sequences of \(length) and one more token each"
          + " need \(parts * (length + 1)): give more text or a shorter sequence length")
    }
    let wanted = Int((Double(sequences) * heldOut).rounded())
    heldOutSequences = parts == 1 ? 0 : min(max(wanted, 1), sequences - 1)
    trainingSequences = sequences - heldOutSequences
    self.source = source
    self.length = length
    self.seed = seed
  }

  /// That of the text.
  public var fingerprint: String { source.fingerprint }

  /// Those of the text.
  public var remarks: [String] { source.remarks }

  /// A sequence to train on.
  ///
  /// - Parameter index: Its number in the whole run, at least 0; epochs follow one another.
  /// - Returns: `[length + 1]`
  /// - Throws: `DataError` as the source does.
  public func sequence(_ index: Int) throws(DataError) -> [Int32] {
    precondition(index >= 0, "sequence \(index) of a run")
    let (epoch, place) = index.quotientAndRemainder(dividingBy: trainingSequences)
    let order = SequenceOrder(count: trainingSequences, seed: seed, epoch: epoch)
    return try tokens(from: order[place] * length)
  }

  /// A sequence that is never trained on.
  ///
  /// - Parameter index: 0 ..< ``heldOutSequences``, in the order of the text.
  /// - Returns: `[length + 1]`
  /// - Throws: `DataError` as the source does.
  public func heldOutSequence(_ index: Int) throws(DataError) -> [Int32] {
    precondition(
      index >= 0 && index < heldOutSequences, "held-out sequence \(index) of \(heldOutSequences)")
    return try tokens(from: (trainingSequences + index) * length + 1)
  }

  private func tokens(from start: Int) throws(DataError) -> [Int32] {
    try source.tokens(start..<start + length + 1)
  }
}
