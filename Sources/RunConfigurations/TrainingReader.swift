internal import Training

/// Turns a training file's text into settings; how the files it names are read is handed in.
struct TrainingReader {
  let model: (_ path: String) throws(ConfigurationError) -> ModelConfiguration
  let fileExists: (_ path: String) -> Bool
  /// Of a file or a folder.
  let pathExists: (_ path: String) -> Bool

  enum Key: String, CaseIterable {
    case model, data, parallelism, schedule, chunks, batch, batchRamp, precision, fp8, recompute
    case optimizer, balancing, mtp, steps, checkpoint, stallLimit, seed
  }

  /// Reads a text and the model that it names.
  ///
  /// - Throws: `ConfigurationError`, the first problem in reading order.
  func read(_ file: ConfigurationText) throws(ConfigurationError) -> TrainingSettings {
    let fields = try Fields(Field(root: file), keys: Key.self)
    let steps = try fields[.steps].int(Self.steps)
    var settings = TrainingSettings(
      model: try configuration(fields), batch: try batch(fields[.batch]),
      optimizer: try optimizer(fields[.optimizer], steps: steps), steps: steps)
    if let field = fields.optional(.data) { settings.text = try text(field) }
    if let field = fields.optional(.parallelism) {
      enum Key: String, CaseIterable { case pipeline }
      settings.pipelineRanks = try Fields(field, keys: Key.self)[.pipeline].int(1...1024)
    }
    if let field = fields.optional(.schedule) {
      settings.schedule.name = try field.schedule(fileExists: fileExists)
    }
    if let field = fields.optional(.chunks) {
      settings.schedule.chunks = try field.int(StepReader.chunks)
    }
    if let field = fields.optional(.batchRamp) {
      settings.ramp = try ramp(field, batch: settings.batch)
    }
    settings.checkpoints = try fields.optional(.checkpoint).map(checkpoints)
    if let field = fields.optional(.stallLimit) {
      settings.stallLimit = .seconds(try field.int(1...86_400))
    }
    return settings
  }

  /// Far beyond any run; within it no step times its sequences overflows.
  static let steps = 1...1_000_000_000

  private func text(_ field: Field) throws(ConfigurationError) -> TrainingSettings.Text {
    enum Key: String, CaseIterable { case source, path, heldOut }
    enum Source: String, CaseIterable { case synthetic }
    let fields = try Fields(field, keys: Key.self)
    var text = TrainingSettings.Text()
    if let path = fields.optional(.path) {
      if let source = fields.optional(.source) {
        throw source.refusal(.inconsistent, expected: "no such key beside \(path.key)")
      }
      let target = resolve(try path.text("the path of a file or a folder"), besideFile: path.path)
      guard pathExists(target) else {
        throw path.refusal(
          .missingFile,
          expected: "the path of a file or a folder, and there is no \(printable(path: target))")
      }
      text.source = .path(target)
    } else {
      _ = try fields[.source].choice(of: Source.self)
    }
    if let field = fields.optional(.heldOut) {
      text.heldOut = try field.double(expected: "a part from 0 to 0.5") { (0...0.5).contains($0) }
    }
    return text
  }

  private func batch(_ field: Field) throws(ConfigurationError) -> TrainingSettings.Batch {
    enum Key: String, CaseIterable { case sequences, sequenceLength, microbatch }
    let fields = try Fields(field, keys: Key.self)
    var batch = TrainingSettings.Batch(
      sequences: try fields[.sequences].int(1...1_048_576),
      sequenceLength: try fields[.sequenceLength].int(1...1_048_576))
    if let field = fields.optional(.microbatch) {
      batch.microbatch = try field.int(StepReader.microbatch)
    }
    try require(batch.sequences, multipleOf: batch.microbatch, at: fields[.sequences])
    return batch
  }

  private func ramp(
    _ field: Field, batch: TrainingSettings.Batch
  ) throws(ConfigurationError) -> TrainingSettings.Ramp {
    enum Key: String, CaseIterable { case from, over }
    let fields = try Fields(field, keys: Key.self)
    let ramp = TrainingSettings.Ramp(
      from: try fields[.from].int(1...batch.sequences), over: try fields[.over].int(Self.steps))
    try require(ramp.from, multipleOf: batch.microbatch, at: fields[.from])
    return ramp
  }

  private func require(
    _ sequences: Int, multipleOf microbatch: Int, at field: Field
  ) throws(ConfigurationError) {
    guard !sequences.isMultiple(of: microbatch) else { return }
    let nearest = max(1, (sequences + microbatch / 2) / microbatch) * microbatch
    throw field.failure(
      .inconsistent,
      "\(field.key) is \(sequences); expected a multiple of batch.microbatch \(microbatch), such "
        + "as \(nearest)")
  }

  private func checkpoints(
    _ field: Field
  ) throws(ConfigurationError) -> TrainingSettings.Checkpoints {
    enum Key: String, CaseIterable { case folder, every, keep }
    let fields = try Fields(field, keys: Key.self)
    var checkpoints = TrainingSettings.Checkpoints(
      folder: "checkpoints", every: try fields[.every].int(Self.steps))
    if let field = fields.optional(.folder) { checkpoints.folder = try field.text("a folder") }
    if let field = fields.optional(.keep) { checkpoints.keep = try field.int(1...1000) }
    return checkpoints
  }
}
