internal import MPIRuntime
internal import TransformerModels

/// The sequences that a process trains on.
///
/// Microbatch b of data rank d of D is the (b · D + d)-th of a step, so that one process alone sees the
/// same sequences in the same order.
struct TrainingText {
  var fingerprint: String { sampler.fingerprint }
  /// What a person should know of the text.
  var remarks: [String] { sampler.remarks }
  private let sampler: SequenceSampler
  private let grid: ProcessGrid
  private let batch: TrainingSettings.Batch

  /// Opens the text.
  ///
  /// - Throws: `DataError` where it cannot be read, is too short, or has more tokens than the model
  ///   knows.
  init(_ settings: TrainingSettings, grid: ProcessGrid) throws(DataError) {
    let architecture = settings.model.architecture
    try ByteVocabulary.check(
      vocabularySize: architecture.vocabularySize, model: architecture.name)
    sampler = try settings.text.sequences(
      length: settings.batch.sequenceLength, seed: settings.model.seed)
    self.grid = grid
    batch = settings.batch
  }

  /// Opens the text on every process, or on none.
  ///
  /// - Throws: On every process: `DataError` where this one cannot read it, `RunError` with code
  ///   `textUnreadable` where only others cannot, with code `textsDiffer` where they do not see the
  ///   same; `MPIError` when a message fails.
  static func agreed(_ settings: TrainingSettings, grid: ProcessGrid) throws -> TrainingText {
    let result = Result { () throws(DataError) in try TrainingText(settings, grid: grid) }
    let reason = if case .failure(let error) = result { "\(error)" } else { "" }
    let reasons = try grid.world.allGather(Array(reason.utf8))
    if case .success = result, let rank = reasons.firstIndex(where: { !$0.isEmpty }) {
      throw RunError(
        code: .textUnreadable,
        detail: "rank \(rank): \(String(decoding: reasons[rank], as: UTF8.self))")
    }
    let text = try result.get()
    let prints = try grid.world.allGather(Array(text.fingerprint.utf8))
      .map { String(decoding: $0, as: UTF8.self) }
    if let rank = prints.firstIndex(where: { $0 != prints[0] }) {
      throw RunError(
        code: .textsDiffer,
        detail:
          "rank 0 has \"\(prints[0])\", rank \(rank) has \"\(prints[rank])\"; expected the same "
          + "files on every rank")
    }
    return text
  }

  /// The microbatches of one step.
  ///
  /// - Parameters:
  ///   - sequences: Of the step, on all data ranks.
  ///   - first: The number of the step's first one in the run.
  /// - Returns: This data rank's, by number.
  /// - Throws: `DataError` where the text has changed.
  func microbatches(of sequences: Int, from first: Int) throws -> [Int: Microbatch] {
    try microbatches(of: sequences) { number throws(DataError) in
      try sampler.sequence(first + number)
    }
  }

  /// The microbatches of a step on held-out text, which begins anew where it is too short.
  ///
  /// - Parameter sequences: Of the step, on all data ranks.
  /// - Returns: This data rank's, by number; nil where no text is held out.
  /// - Throws: `DataError` where the text has changed.
  func heldOut(of sequences: Int) throws -> [Int: Microbatch]? {
    guard sampler.heldOutSequences > 0 else { return nil }
    return try microbatches(of: sequences) { number throws(DataError) in
      try sampler.heldOutSequence(number % sampler.heldOutSequences)
    }
  }

  private func microbatches(
    of sequences: Int, _ sequence: (Int) throws(DataError) -> [Int32]
  ) throws -> [Int: Microbatch] {
    var microbatches: [Int: Microbatch] = [:]
    for microbatch in 0..<sequences / (grid.dataRanks * batch.microbatch) {
      let first = grid.globalNumber(ofMicrobatch: microbatch) * batch.microbatch
      var tokens: [Int32] = []
      for row in 0..<batch.microbatch { tokens += try sequence(first + row) }
      microbatches[microbatch] = try Microbatch(
        sequences: batch.microbatch, length: batch.sequenceLength, tokens: tokens)
    }
    return microbatches
  }
}
