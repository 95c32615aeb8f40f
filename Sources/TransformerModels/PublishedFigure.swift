/// A figure that a model's authors, or others about it, have printed: to stand beside ours, never to
/// take its place.
public struct PublishedFigure: Hashable, Sendable {
  /// What a figure tells; the unit is in the name.
  public enum Quantity: String, Hashable, Sendable {
    case totalParameters
    case activeParameters
    case trainingFLOPsPerTokenCausal
    case keyValueCacheBytesPerToken
  }

  public let quantity: Quantity
  /// In the unit of `quantity`: weights, FLOPs, or bytes.
  public let value: Double
  /// Where it is printed.
  public let source: String
  /// Why it may differ from what the configuration gives; empty where it does not.
  public let note: String

  init(_ quantity: Quantity, _ value: Double, _ source: String, note: String = "") {
    self.quantity = quantity
    self.value = value
    self.source = source
    self.note = note
  }

  /// The figures about the model of that name; none about a model that nobody wrote of here.
  ///
  /// - Parameter name: As the files in `configs/models` are named, case ignored.
  /// - Returns: In the order of `Quantity`.
  public static func about(_ name: String) -> [PublishedFigure] {
    switch name.lowercased() {
    case "deepseek-v3": deepSeekV3
    case "deepseek-v2": deepSeekV2
    case "llama-3.1-405b": llama405B
    case "llama-3.1-70b": [PublishedFigure(.totalParameters, 70.6e9, "model card of Llama 3.1")]
    case "qwen2.5-72b": qwen72B
    case "mixtral-8x7b": mixtral
    case "gpt-175b": [PublishedFigure(.totalParameters, 175e9, "arXiv:2205.05198, table 3")]
    default: []
    }
  }

  private static let insights = "arXiv:2505.09343"

  private static let deepSeekV3 = [
    PublishedFigure(.totalParameters, 671e9, "arXiv:2412.19437"),
    PublishedFigure(
      .activeParameters, 37e9, "arXiv:2412.19437",
      note: "README_WEIGHTS has 36.7B active parameters, which leaves out the embedding"),
    PublishedFigure(.trainingFLOPsPerTokenCausal, 250e9, "\(insights), table 2"),
    PublishedFigure(.keyValueCacheBytesPerToken, 70272, "\(insights), table 1"),
  ]
  private static let deepSeekV2 = [
    PublishedFigure(.totalParameters, 236e9, "arXiv:2405.04434"),
    PublishedFigure(.activeParameters, 21e9, "arXiv:2405.04434"),
    PublishedFigure(.trainingFLOPsPerTokenCausal, 155e9, "\(insights), table 2"),
  ]
  private static let llama405B = [
    PublishedFigure(.totalParameters, 405e9, "arXiv:2407.21783"),
    PublishedFigure(.trainingFLOPsPerTokenCausal, 2448e9, "\(insights), table 2"),
    PublishedFigure(.keyValueCacheBytesPerToken, 516_096, "\(insights), table 1"),
  ]
  private static let qwen72B = [
    PublishedFigure(.totalParameters, 72.7e9, "model card of Qwen2.5-72B"),
    PublishedFigure(
      .trainingFLOPsPerTokenCausal, 394e9, "\(insights), table 2",
      note: "394 GFLOP is printed for \"Qwen-72B\"; it does not follow from this configuration"),
    PublishedFigure(.keyValueCacheBytesPerToken, 327_680, "\(insights), table 1"),
  ]
  private static let mixtral = [
    PublishedFigure(.totalParameters, 46.7e9, "Mistral AI, \"Mixtral of experts\", 2023"),
    PublishedFigure(.activeParameters, 12.9e9, "Mistral AI, \"Mixtral of experts\", 2023"),
  ]
}
