import ArgumentParser
import MPIRuntime
import Quantities
import Reports
import Training
import TransformerModels

struct GenerateCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Continues a text with the model of a training run, and tries its prediction module.",
    discussion: """
      Takes the newest good checkpoint of the folder; files that are not good are named. The model \
      computes in FP32 on one process. With --output, writes generation.json.

      Examples:
        duplex generate results/mini/checkpoints --prompt "the old " --length 200
        duplex generate results/mini/checkpoints --prompt "the old " --check --json
        duplex generate results/mini/checkpoints --speculation
      """)

  /// As ``AttentionForm``.
  enum Form: String, CaseIterable, ExpressibleByArgument {
    case absorbed, expanded

    var attention: AttentionForm { self == .absorbed ? .absorbed : .expanded }
    var other: AttentionForm { self == .absorbed ? .expanded : .absorbed }
  }

  @Argument(
    help: "The folder of checkpoints that a training run wrote.", completion: .directory)
  var folder: String

  @Option(help: ArgumentHelp("The text to continue.", valueName: "text"))
  var prompt: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Tokens to generate behind --prompt, 100 unless given; a token is a byte.",
      valueName: "tokens"))
  var length: Int?

  @Option(
    help: ArgumentHelp(
      "How attention reads its cache to continue --prompt: absorbed, unless given, takes the matrices "
        + "that would make keys and values into the queries; expanded makes every head's keys and "
        + "values.",
      valueName: "form"))
  var form: Form?

  @Flag(help: "Generate with the other form of attention too, and fail where a token differs.")
  var check = false

  @Flag(help: "Count how often the prediction module foresees the model on held-out text.")
  var speculation = false

  @Option(
    help: ArgumentHelp(
      "Text for --speculation in place of what the run held out: a file or folder.",
      valueName: "path"),
    completion: .file())
  var text: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The most sequences for --speculation, 64 unless given.", valueName: "count"))
  var sequences: Int?

  @OptionGroup var results: OutputOptions

  /// Attention to a longer one takes memory by its square.
  private static let longestPrompt = 4096
  private static let longestText = 65_536
  private static let standardLength = 100
  private static let standardSequences = 64

  func validate() throws {
    guard prompt != nil || speculation else {
      throw ValidationError("Give a --prompt to continue, or --speculation.")
    }
    let ofPrompt = [
      ("--check", check), ("--length", length != nil), ("--form", form != nil),
    ].first { $0.1 }
    if let (name, _) = ofPrompt, prompt == nil {
      throw ValidationError("\(name) needs a --prompt.")
    }
    let ofSpeculation = [("--text", text != nil), ("--sequences", sequences != nil)]
      .first { $0.1 }
    if let (name, _) = ofSpeculation, !speculation {
      throw ValidationError("\(name) belongs to --speculation.")
    }
  }

  private var chosenLength: Int { length ?? Self.standardLength }
  private var chosenSequences: Int { sequences ?? Self.standardSequences }

  func run(on communicator: Communicator) throws {
    try requireRanges()
    let (checkpoint, refused) = try CheckpointStore(folder: folder).newest(on: communicator)
    guard let checkpoint else {
      throw CheckpointFolder(path: folder, refused: refused).refusal
    }
    let output = try results.folder(on: communicator)
    // One process does the work; the others learn here how it went.
    let trial = try communicator.agreeing { () -> ModelTrial? in
      communicator.rank == 0 ? try self.trial(checkpoint, refused: refused) : nil
    }
    guard let trial else { return }
    let document = TrialJSON.document(trial)
    try results.show(document, or: TrialText(trial, bold: Console.isTerminal).description)
    try output?.write(document.pretty + "\n", to: "generation.json")
    if let text = trial.text, let other = trial.otherText,
      let place = text.firstDifference(from: other)
    {
      throw FormsDiffer(place: place, text: text, other: other)
    }
  }

  private func requireRanges() throws {
    if let prompt {
      try InputError.require(
        "--prompt's length in bytes", prompt.utf8.count, in: 1...Self.longestPrompt,
        "1 to \(Self.longestPrompt)")
    }
    try InputError.require(
      "--length", chosenLength, in: 1...Self.longestText,
      "a whole number from 1 to \(Self.longestText)")
    let most = 1_000_000
    try InputError.require(
      "--sequences", chosenSequences, in: 1...most, "a whole number from 1 to \(most)")
  }

  private func trial(_ checkpoint: Checkpoint, refused: [String]) throws -> ModelTrial {
    for file in refused { Console.notice("\(file); an older checkpoint is used") }
    let model = try TrainedModel(checkpoint)
    var trial = ModelTrial(model, refused: refused)
    if let prompt {
      let tokens = ByteVocabulary.tokens(of: prompt)
      let form = form ?? .absorbed
      trial.text = try model.generate(
        behind: tokens, length: chosenLength, form: form.attention)
      if check {
        trial.otherText = try model.generate(
          behind: tokens, length: chosenLength, form: form.other)
      }
    }
    if speculation { trial.speculation = try speculate(model) }
    return trial
  }

  private func speculate(_ model: TrainedModel) throws -> ModelTrial.Speculation {
    let facts = model.facts
    guard facts.architecture.multiTokenPredictionModules > 0 else {
      throw InputError(
        "\(facts.architecture.name) has no prediction module; --speculation needs a model with "
          + "num_nextn_predict_layers of 1 or more")
    }
    let sample =
      if let text {
        try SpeculationSample(path: text, facts: facts, count: chosenSequences)
      } else {
        try heldOut(of: facts)
      }
    return ModelTrial.Speculation(
      rate: try model.speculationRate(on: sample.sequences), on: sample,
      of: facts.architecture)
  }
}

extension GenerateCommand {
  /// The held-out text of the run, where it still is.
  private func heldOut(of facts: RunFacts) throws -> SpeculationSample {
    do throws(DataError) {
      return try SpeculationSample(heldOutOf: facts, count: chosenSequences)
    } catch {
      throw InputError("\(error.detail); --text PATH names where the run's text is now")
    }
  }
}

/// The two forms of attention, which are the same but for rounding, chose different tokens.
private struct FormsDiffer: Error, CustomStringConvertible {
  let place: Int
  let text: GeneratedText
  let other: GeneratedText

  var description: String {
    "token \(place + 1) is \(text.tokens[place]) with \(text.form.rawValue) attention and "
      + "\(other.tokens[place]) with \(other.form.rawValue) attention; expected the same"
  }
}
