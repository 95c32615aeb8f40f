import FloatFormats
import Testing
import Training
import TransformerModels

@testable import RunConfigurations

@Suite("Training files")
struct TrainingFileTests {
  static let sample = """
    model: model.json
    data: {source: synthetic, heldOut: 0.1}
    parallelism: {pipeline: 2}
    schedule: dualpipe
    batch: {sequences: 32, sequenceLength: 64, microbatch: 2}
    batchRamp: {from: 16, over: 20}
    precision: fp8
    recompute: [norm, swiglu]
    optimizer: {learningRate: 3.0e-3, warmup: 20, constant: 10, floor: 1.0e-4, clip: 2}
    balancing: {bias: 0.01, auxiliary: 0}
    mtp: {weight: 0.1}
    steps: 200
    checkpoint: {every: 50, keep: 3}
    stallLimit: 60
    seed: 9
    """

  static func read(
    _ text: String, architecture: Architecture = Samples.model
  ) throws(ConfigurationError) -> TrainingSettings {
    try read(ConfigurationText(path: "in/training.yaml", text: text), architecture: architecture)
  }

  static func read(
    _ file: ConfigurationText, architecture: Architecture = Samples.model
  ) throws(ConfigurationError) -> TrainingSettings {
    try TrainingReader(
      model: { _ throws(ConfigurationError) in ModelConfiguration(architecture: architecture) },
      fileExists: { ["in/model.json", "in/own.csv"].contains($0) },
      pathExists: { $0 == "in/text" }
    ).read(file)
  }

  @Test("what a file says is what the settings hold")
  func good() throws {
    let settings = try Self.read(Self.sample)
    #expect(settings.text == TrainingSettings.Text(.synthetic, heldOut: 0.1))
    #expect(settings.pipelineRanks == 2)
    #expect(settings.schedule == TrainingSettings.Schedule("dualpipe"))
    #expect(
      settings.batch == TrainingSettings.Batch(sequences: 32, sequenceLength: 64, microbatch: 2))
    #expect(settings.ramp == TrainingSettings.Ramp(from: 16, over: 20))
    #expect(settings.model.precision == PrecisionName.fp8.precision)
    #expect(settings.model.recomputation == [.norms, .swiGLU])
    #expect(
      settings.optimizer
        == TrainingSettings.Optimizer(
          learningRate: 3e-3, warmup: 20, constant: 10, floor: 1e-4, horizon: 200, clip: 2))
    #expect(settings.model.biasSpeed == 0.01)
    #expect(settings.model.balanceWeight == 0)
    #expect(settings.model.predictionWeight == 0.1)
    #expect(settings.steps == 200)
    #expect(
      settings.checkpoints
        == TrainingSettings.Checkpoints(folder: "checkpoints", every: 50, keep: 3))
    #expect(settings.stallLimit == .seconds(60))
    #expect(settings.model.seed == 9)
  }

  @Test("what may be left away has DeepSeek-V3's values, one rank and no checkpoints")
  func short() throws {
    let settings = try Self.read(
      """
      model: model.json
      batch: {sequences: 4, sequenceLength: 8}
      optimizer: {learningRate: 0.01}
      steps: 10
      """)
    #expect(settings.model.predictionWeight == 0.3)
    #expect(settings.model.balanceWeight == 0.0001)
    #expect(settings.model.biasSpeed == 0.001)
    #expect(settings.model.precision == .fp32)
    #expect(settings.model.recomputation == .deepSeekV3)
    #expect(settings.optimizer.weightDecay == 0.1)
    #expect(settings.optimizer.clip == 1)
    #expect(settings.optimizer.floor == 0.001)
    #expect(settings.pipelineRanks == 1)
    #expect(settings.checkpoints == nil)
    #expect(settings.ramp == nil)
  }

  @Test("paths are relative to the file, and a gradient may go unclipped")
  func paths() throws {
    let text = Self.sample
      .replacing("source: synthetic", with: "path: text")
      .replacing("schedule: dualpipe", with: "schedule: csv:own.csv")
      .replacing("clip: 2", with: "clip: none, moments: fp32")
    let settings = try Self.read(text)
    #expect(settings.text.source == .path("in/text"))
    #expect(settings.schedule.name == "csv:in/own.csv")
    #expect(settings.optimizer.clip == nil)
    #expect(settings.optimizer.moments == .fp32)
  }

  @Test("the recipe of FP8 can have scales that are powers of two, and E5M6 behind attention")
  func recipe() throws {
    let text = Self.sample.replacing(
      "precision: fp8", with: "precision: fp8\nfp8: {scales: power-of-two, attentionOutput: e5m6}")
    let precision = try Self.read(text).model.precision
    let recipe = EightBitRecipe(scaling: .tiles(.powerOfTwo), keepsAttentionOutputInE5M6: true)
    #expect(precision == .fp8(recipe))
    // Asked for by name on the command line, or in a study, the file's recipe stays.
    #expect(PrecisionName.fp8.precision(like: precision) == precision)
    #expect(
      PrecisionName.fp8Delayed.precision(like: precision) == PrecisionName.fp8Delayed.precision)
    #expect(PrecisionName.fp8.precision(like: .bf16) == PrecisionName.fp8.precision)
  }

  @Test("the file that ships trains the mini model with DualPipe and prediction")
  func shipped() throws {
    let settings = try TrainingFile.read(path: "\(repository)/configs/training/mini.yaml")
    #expect(settings.model.architecture.name == "mini-64")
    #expect(settings.model.architecture.multiTokenPredictionModules == 1)
    #expect(settings.schedule.name == "dualpipe")
    #expect(TrainingFile.name(ofPath: "configs/training/mini.yaml") == "mini")
  }

  @Test("the file that ships for studies of precision keeps the attention's output in E5M6")
  func shippedForPrecision() throws {
    let settings = try TrainingFile.read(path: "\(repository)/configs/training/precision.yaml")
    let recipe = EightBitRecipe(keepsAttentionOutputInE5M6: true)
    #expect(settings.model.precision == .fp8(recipe))
    #expect(settings.checkpoints == nil)
  }

  @Test("a file is refused with line, key, value and what is accepted", arguments: spoilt)
  func bad(change: Spoilt) throws {
    let text = try change.applied(to: Self.sample)
    let detail = "in/training.yaml:" + change.detail
    #expect(throws: ConfigurationError(code: change.code, detail: detail)) {
      try Self.read(text)
    }
  }

  static let spoilt = [
    Spoilt(
      "steps: 200", "step: 200", .unknownKey,
      "12: step is not a key; did you mean steps? expected model, data, parallelism, schedule, "
        + "chunks, batch, batchRamp, precision, fp8, recompute, optimizer, balancing, mtp, steps, "
        + "checkpoint, stallLimit, seed"),
    Spoilt(
      "precision: fp8", "precision: bf16\nfp8: {scales: float}", .inconsistent,
      "8: fp8: expected no such key, unless precision is fp8"),
    Spoilt(
      "precision: fp8", "precision: fp8\nfp8: {attentionOutput: e5m2}", .unknownChoice,
      "8: fp8.attentionOutput is e5m2; did you mean e5m6? expected one of e4m3, e5m6"),
    Spoilt(
      "steps: 200", "steps: 200\nsteps: 100", .duplicateKey,
      "12: steps is given more than once, here first; expected once"),
    Spoilt(
      "steps: 200\n", "", .missingKey,
      "1: steps is missing; expected a whole number from 1 to 1000000000"),
    Spoilt(
      "model.json", "none.json", .missingFile,
      "1: model is none.json; expected the path of a Hugging Face config.json, and there is no "
        + "file in/none.json"),
    Spoilt(
      "source: synthetic", "source: synthetik", .unknownChoice,
      "2: data.source is synthetik; did you mean synthetic? expected synthetic"),
    Spoilt(
      "source: synthetic", "path: nothing", .missingFile,
      "2: data.path is nothing; expected the path of a file or a folder, and there is no in/nothing"
    ),
    Spoilt(
      "source: synthetic", "source: synthetic, path: text", .inconsistent,
      "2: data.source is synthetic; expected no such key beside data.path"),
    Spoilt(
      "heldOut: 0.1", "heldOut: 0.9", .outOfRange,
      "2: data.heldOut is 0.9; expected a part from 0 to 0.5"),
    Spoilt(
      "pipeline: 2", "pipelines: 2", .unknownKey,
      "3: parallelism.pipelines is not a key; did you mean pipeline? expected pipeline"),
    Spoilt(
      "dualpipe", "dualpip", .unknownChoice,
      "4: schedule is dualpip; did you mean dualpipe? \(BadScenarioTests.schedules)"),
    Spoilt(
      "sequences: 32", "sequences: 33", .inconsistent,
      "5: batch.sequences is 33; expected a multiple of batch.microbatch 2, such as 34"),
    Spoilt(
      "from: 16", "from: 64", .outOfRange,
      "6: batchRamp.from is 64; expected a whole number from 1 to 32"),
    Spoilt(
      "precision: fp8", "precision: fp16", .unknownChoice,
      "7: precision is fp16; expected one of fp32, bf16, fp8, fp8-delayed"),
    Spoilt(
      "[norm, swiglu]", "[norm, norm]", .inconsistent,
      "8: recompute[1] is norm; expected each item once"),
    Spoilt(
      "[norm, swiglu]", "all", .unknownChoice,
      "8: recompute is all; expected none or a list of norm, swiglu, mla-up-projection"),
    Spoilt(
      "3.0e-3", "0", .outOfRange,
      "9: optimizer.learningRate is 0; expected a rate above 0 and at most 1"),
    Spoilt(
      "1.0e-4", "0.1", .outOfRange,
      "9: optimizer.floor is 0.1; expected a rate from 0 to the learningRate, 0.003"),
    Spoilt(
      "warmup: 20", "warmup: 201", .outOfRange,
      "9: optimizer.warmup is 201; expected a whole number from 0 to 200"),
    Spoilt(
      "clip: 2", "clip: -1", .outOfRange,
      "9: optimizer.clip is -1; expected a norm above 0 and at most 1000000, or none"),
    Spoilt(
      "bias: 0.01", "bias: fast", .wrongType,
      "10: balancing.bias is fast; expected a speed from 0 to 1"),
    Spoilt(
      "weight: 0.1", "weight: 11", .outOfRange,
      "11: mtp.weight is 11; expected a weight from 0 to 10"),
    Spoilt(
      "every: 50, ", "", .missingKey,
      "13: checkpoint.every is missing; expected a whole number from 1 to 1000000000"),
    Spoilt(
      "stallLimit: 60", "stallLimit: 0", .outOfRange,
      "14: stallLimit is 0; expected a whole number from 1 to 86400"),
    Spoilt(
      "seed: 9", "seed: -1", .outOfRange,
      "15: seed is -1; expected a whole number from 0 to 18446744073709551615"),
  ]

  @Test("settings for parts that the model has not are refused, and vocabularies without all bytes")
  func otherModels() throws {
    var dense = Samples.model
    dense.experts = nil
    dense.multiTokenPredictionModules = 0
    let withoutBalancing = Self.sample.replacing(
      "balancing: {bias: 0.01, auxiliary: 0}\n", with: "")
    for (architecture, text, detail) in [
      (
        dense, Self.sample,
        "10: balancing: expected no such key, because deepseek-v3 has no experts"
      ),
      (
        dense, withoutBalancing,
        "10: mtp: expected no such key, because deepseek-v3 has no prediction modules"
      ),
    ] {
      #expect(
        throws: ConfigurationError(code: .inconsistent, detail: "in/training.yaml:\(detail)")
      ) { try Self.read(text, architecture: architecture) }
    }
    var small = Samples.model
    small.vocabularySize = 256
    #expect(
      throws: ConfigurationError(
        code: .inconsistent,
        detail: "in/training.yaml:1: model: deepseek-v3 has a vocabulary of 256; expected at least "
          + "257, for 256 bytes and the end of a document")
    ) { try Self.read(Self.sample, architecture: small) }
  }
}
