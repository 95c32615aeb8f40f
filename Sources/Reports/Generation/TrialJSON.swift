public import Quantities
public import Training
internal import TransformerModels

/// What was tried with a trained model, as JSON.
public enum TrialJSON {
  /// The text and the acceptance rate, null where they were not asked for; what differs from run to
  /// run stands under `measured`.
  public static func document(_ trial: ModelTrial) -> JSONText {
    [
      "format": .integer(EvaluationJSON.format),
      "model": .string(trial.facts.architecture.name),
      "step": .integer(trial.step),
      "checkpoint": .string(trial.folder),
      "refusedFiles": .array(trial.refused.map(JSONText.string)),
      "generation": trial.text.map { generation($0, trial) } ?? .null,
      "speculation": trial.speculation.map(speculation) ?? .null,
      "measured": trial.text.map(measured) ?? .null,
    ]
  }

  private static func generation(_ text: GeneratedText, _ trial: ModelTrial) -> JSONText {
    [
      "prompt": .string(ByteVocabulary.text(of: text.prompt)),
      "text": .string(ByteVocabulary.text(of: text.tokens)),
      "tokens": .array(text.tokens.map { .integer(Int($0)) }),
      "attention": .string(text.form.rawValue),
      "formsAgree": trial.otherText.map { .bool(text.firstDifference(from: $0) == nil) } ?? .null,
      "cacheTokens": .integer(text.cachedTokens),
      "cacheBytes": .integer(text.cacheBytes),
      "cacheFormulaBytes": .integer(trial.facts.cacheBytes(tokens: text.cachedTokens)),
    ]
  }

  /// `moduleFLOPsFraction` is the module's forward over the model's; `impliedSpeedUp` counts it.
  private static func speculation(_ speculation: ModelTrial.Speculation) -> JSONText {
    [
      "text": .string(speculation.origin),
      "sequences": .integer(speculation.sequences),
      "sequenceLength": .integer(speculation.sequenceLength),
      "proposedTokens": .integer(speculation.rate.proposed),
      "acceptedTokens": .integer(speculation.rate.accepted),
      "acceptanceRate": .number(speculation.rate.rate),
      "tokensPerRun": .number(speculation.rate.tokensPerRun),
      "moduleFLOPsFraction": .number(speculation.moduleCost),
      "impliedSpeedUp": .number(speculation.speedUp),
    ]
  }

  private static func measured(_ text: GeneratedText) -> JSONText {
    [
      "promptSeconds": .number(text.promptSeconds),
      "generationSeconds": .number(text.seconds),
      "tokensPerSecond": .number(text.tokensPerSecond),
    ]
  }
}
