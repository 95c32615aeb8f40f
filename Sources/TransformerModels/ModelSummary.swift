public import Quantities

/// What a model costs, derived from its architecture, with what is published about it beside.
public struct ModelSummary: Hashable, Sendable {
  public let architecture: Architecture
  public let parameters: ParameterCounts
  /// In tokens; FLOPs are counted for it.
  public let sequenceLength: Int
  /// Of keys and values.
  public let bytesPerValue: Int
  public let keyValueCaches: [KeyValueCache]
  public let publishedFigures: [PublishedFigure]

  /// - Parameters:
  ///   - architecture: The model.
  ///   - sequenceLength: In tokens, positive.
  ///   - bytesPerValue: Of keys and values, positive; 2 for BF16.
  public init(_ architecture: Architecture, sequenceLength: Int = 4096, bytesPerValue: Int = 2) {
    precondition(
      sequenceLength > 0 && bytesPerValue > 0,
      "\(sequenceLength) tokens, \(bytesPerValue) bytes a value")
    self.architecture = architecture
    self.sequenceLength = sequenceLength
    self.bytesPerValue = bytesPerValue
    parameters = ParameterCounts(architecture)
    keyValueCaches = architecture.keyValueCaches(bytesPerValue: bytesPerValue)
    publishedFigures = PublishedFigure.about(architecture.name)
  }

  /// FLOPs of training one token, as
  /// ``Architecture/trainingFLOPsPerToken(sequenceLength:causal:multiTokenPrediction:)``.
  public func trainingFLOPsPerToken(causal: Bool, multiTokenPrediction: Bool = false) -> Double {
    architecture.trainingFLOPsPerToken(
      sequenceLength: sequenceLength, causal: causal, multiTokenPrediction: multiTokenPrediction)
  }

  /// Bytes of keys and values per token, with the attention that the model has.
  public var keyValueCacheBytesPerToken: Bytes {
    architecture.keyValueCacheBytesPerToken(bytesPerValue: bytesPerValue)
  }

  /// Our value of a quantity that is published too.
  public func value(of quantity: PublishedFigure.Quantity) -> Double {
    switch quantity {
    case .totalParameters: Double(parameters.total)
    case .activeParameters: Double(parameters.active)
    case .trainingFLOPsPerTokenCausal: trainingFLOPsPerToken(causal: true)
    case .keyValueCacheBytesPerToken: Double(keyValueCacheBytesPerToken.count)
    }
  }
}
