public import TransformerModels

extension ProcessGrid {
  /// The exchange with the ranks that share this one's experts; every process takes part.
  ///
  /// - Parameter architecture: The same on every process.
  /// - Returns: One for all layers of this rank; nil where it computes all experts itself, as a
  ///   ``ModelWorker`` does without one.
  /// - Throws: `TrainingError` as ``RankExpertExchange``.
  public func makeExchange(
    for architecture: Architecture
  ) throws(TrainingError) -> RankExpertExchange? {
    guard dataRanks > 1, architecture.experts != nil else { return nil }
    return try RankExpertExchange(architecture, over: data)
  }
}
