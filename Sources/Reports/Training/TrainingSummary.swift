public import Quantities
public import Training
internal import TransformerModels

/// What a run came to, in a few lines or as one JSON document.
public struct TrainingSummary: Sendable {
  private let history: TrainingHistory
  private let heldOutLoss: Double?
  private let resumedStep: Int?
  private let savedStep: Int?
  private let checkpoints: String?

  /// Takes what to sum up.
  ///
  /// - Parameters:
  ///   - history: With any number of steps.
  ///   - heldOutLoss: In nats a token; nil where it was not computed.
  ///   - resumedStep: Of the checkpoint that the run went on from; nil for one that began anew.
  ///   - savedStep: Of the newest checkpoint; nil for none.
  ///   - checkpoints: Their folder.
  public init(
    _ history: TrainingHistory, heldOutLoss: Double?, resumedStep: Int?, savedStep: Int?,
    checkpoints: String?
  ) {
    self.history = history
    self.heldOutLoss = heldOutLoss
    self.resumedStep = resumedStep
    self.savedStep = savedStep
    self.checkpoints = checkpoints
  }

  /// For a terminal, without a line break at the end.
  public var text: String {
    let facts = history.facts
    var rows = [
      (
        "model",
        "\(facts.settings.model.architecture.name), \(grouped(facts.parameters)) parameters, "
          + facts.settings.model.precision.name
      ),
      (
        "grid",
        "pipeline \(facts.pipelineRanks) x data \(facts.dataRanks), "
          + "\(facts.settings.schedule.name), stages \(facts.layout)"
          + " (\(Self.letters(of: facts.layout)))"
      ),
    ]
    if let first = history.steps.first, let last = history.steps.last {
      let begin =
        first.step == last.step
        ? "" : "\(fixed(first.loss, decimals: 3)) in step \(first.step), "
      rows.append(
        (
          "loss",
          "\(begin)\(fixed(last.loss, decimals: 3)) in step \(last.step), nats a token"
        ))
    }
    if let heldOutLoss { rows.append(("held out", fixed(heldOutLoss, decimals: 3))) }
    if !history.steps.isEmpty {
      rows.append(("tokens/s", rate))
    }
    if let savedStep, let checkpoints {
      rows.append(("checkpoint", "step \(savedStep) in \(checkpoints)"))
    }
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value
    }.joined(separator: "\n")
  }

  /// What the letters of a layout stand for, of those that it has.
  private static func letters(of layout: String) -> String {
    [("E", "embedding"), ("t", "layer"), ("m", "prediction module"), ("L", "head")]
      .filter { layout.contains($0.0) }.map { "\($0) \($1)" }.joined(separator: ", ")
  }

  private var rate: String {
    tokensPerSecond < 1000
      ? significant(tokensPerSecond, digits: 4) : grouped(Int(tokensPerSecond.rounded()))
  }

  /// The versioned document; what may differ from run to run stands under `time` alone.
  public var document: JSONText {
    let facts = history.facts
    return [
      "format": .integer(1),
      "model": .string(facts.settings.model.architecture.name),
      "parameters": .integer(facts.parameters),
      "precision": .string(facts.settings.model.precision.name),
      "pipelineRanks": .integer(facts.pipelineRanks),
      "dataRanks": .integer(facts.dataRanks),
      "schedule": .string(facts.settings.schedule.name),
      "stages": .string(facts.layout),
      "steps": .integer(history.steps.last?.step ?? resumedStep ?? 0),
      "resumedStep": resumedStep.map(JSONText.integer) ?? .null,
      "savedStep": savedStep.map(JSONText.integer) ?? .null,
      "checkpoints": checkpoints.map(JSONText.string) ?? .null,
      "firstLoss": history.steps.first.map { .number($0.loss) } ?? .null,
      "lastLoss": history.steps.last.map { .number($0.loss) } ?? .null,
      "heldOutLoss": heldOutLoss.map(JSONText.number) ?? .null,
      "maxVio": history.steps.last.map { .number($0.maxVio) } ?? .null,
      "meanMaxVio": history.steps.last.map { .number($0.meanMaxVio) } ?? .null,
      "time": [
        "tokensPerSecond": .number(tokensPerSecond),
        "stepSeconds": .number(medianSeconds),
      ],
    ]
  }

  private var tokensPerSecond: Double {
    let seconds = history.steps.reduce(0) { $0 + $1.seconds }
    return seconds > 0 ? Double(history.steps.reduce(0) { $0 + $1.tokens }) / seconds : 0
  }

  private var medianSeconds: Double {
    let sorted = history.steps.map(\.seconds).sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }
}
