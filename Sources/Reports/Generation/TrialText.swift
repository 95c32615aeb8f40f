internal import Quantities
public import Training
internal import TransformerModels

/// What was tried with a trained model, for people at a terminal.
public struct TrialText: Sendable, CustomStringConvertible {
  private let trial: ModelTrial
  private let bold: Bool

  /// Takes what to print, and whether titles carry the escape codes for bold text.
  public init(_ trial: ModelTrial, bold: Bool = false) {
    self.trial = trial
    self.bold = bold
  }

  /// A heading, the text, what it took, and the acceptance rate, without a final line break.
  public var description: String {
    let title =
      "\(trial.facts.architecture.name) after \(MeasuredFigures.count(trial.step, "step")), \(trial.folder)"
    var sections = [bold ? "\u{1B}[1m\(title)\u{1B}[0m" : title]
    if let text = trial.text {
      sections += [Self.visible(text.prompt + text.tokens), lines(text).joined(separator: "\n")]
    }
    if let speculation = trial.speculation { sections.append(line(speculation)) }
    return sections.joined(separator: "\n\n")
  }

  private func lines(_ text: GeneratedText) -> [String] {
    var lines = [
      "generated  \(MeasuredFigures.count(text.tokens.count, "token")) behind a prompt of "
        + "\(grouped(text.prompt.count)), \(grouped(Int(text.tokensPerSecond))) tokens/s, "
        + "\(text.form.rawValue) attention",
      "cache      \(grouped(text.cacheBytes)) bytes for \(grouped(text.cachedTokens)) tokens; "
        + "\(formula(text)) = \(grouped(trial.facts.cacheBytes(tokens: text.cachedTokens)))",
    ]
    if let other = trial.otherText {
      let finding =
        text.firstDifference(from: other).map { "token \($0 + 1) differs" } ?? "the same tokens"
      lines.append("check      \(other.form.rawValue) attention: \(finding)")
    }
    return lines
  }

  private func formula(_ text: GeneratedText) -> String {
    let architecture = trial.facts.architecture
    guard case .latent(_, _, let keyValueRank, _, let ropeSize, _) = architecture.attention else {
      return "its formula"
    }
    return "\(architecture.layers) layers x (\(keyValueRank) + \(ropeSize)) numbers x "
      + "\(grouped(text.cachedTokens)) tokens x 4 bytes"
  }

  private func line(_ speculation: ModelTrial.Speculation) -> String {
    let rate = speculation.rate
    return """
      speculation on \(speculation.origin), \(MeasuredFigures.count(speculation.sequences, "sequence")) of \
      \(grouped(speculation.sequenceLength)) tokens:
        \(grouped(rate.accepted)) of \(grouped(rate.proposed)) proposals accepted, \
      \(fixed(100 * rate.rate, decimals: 1)) %; \(fixed(rate.tokensPerRun, decimals: 2)) tokens a \
      run of the model,
        \(fixed(speculation.speedUp, decimals: 2)) times as fast with the module's own work counted
      """
  }

  /// The text of tokens without what would steer a terminal.
  private static func visible(_ tokens: [Int32]) -> String {
    ByteVocabulary.text(of: tokens).unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control where scalar != "\n" && scalar != "\t":
        "\\u{\(String(scalar.value, radix: 16))}"
      default: String(scalar)
      }
    }.joined()
  }
}
