extension TrainingSettings.Text {
  /// Opens the text and cuts it into sequences.
  ///
  /// - Parameters:
  ///   - length: Tokens of a sequence.
  ///   - seed: Of made-up text, and of the order.
  /// - Returns: Those to train on, and those that are held out.
  /// - Throws: `DataError` as `ByteCorpus` and `SequenceSampler` do.
  public func sequences(length: Int, seed: UInt64) throws(DataError) -> SequenceSampler {
    let text: any TokenSource
    switch source {
    case .synthetic: text = SyntheticCorpus(seed: seed)
    case .path(let path): text = try ByteCorpus(path: path)
    }
    return try SequenceSampler(text, length: length, seed: seed, heldOut: heldOut)
  }
}
