public import Quantities

extension ModelSummary {
  /// The summary for other programs: FLOPs, bytes, and counts of weights, all unscaled.
  public var json: JSONText {
    [
      "format": 1,
      "name": .string(architecture.name),
      "family": .string(architecture.family),
      "layers": .integer(architecture.layers),
      "hiddenSize": .integer(architecture.hiddenSize),
      "vocabularySize": .integer(architecture.vocabularySize),
      "sequenceLength": .integer(sequenceLength),
      "totalParameters": .integer(parameters.total),
      "activeParameters": .integer(parameters.active),
      "activeParametersWithoutEmbedding": .integer(parameters.activeWithoutEmbedding),
      "parametersByComponent": .object(
        parameters.components.map { .init($0.component.rawValue, .integer($0.total)) }),
      "activeParametersByComponent": .object(
        parameters.components.map { .init($0.component.rawValue, .integer($0.active)) }),
      "multiTokenPredictionModules": .integer(architecture.multiTokenPredictionModules),
      "multiTokenPredictionParameters": .integer(parameters.multiTokenPrediction),
      "activeMultiTokenPredictionParameters": .integer(parameters.activeMultiTokenPrediction),
      "trainingFLOPsPerTokenCausal": .number(trainingFLOPsPerToken(causal: true)),
      "trainingFLOPsPerTokenFull": .number(trainingFLOPsPerToken(causal: false)),
      "trainingFLOPsPerTokenCausalWithMultiTokenPrediction": .number(
        trainingFLOPsPerToken(causal: true, multiTokenPrediction: true)),
      "trainingFLOPsPerTokenFullWithMultiTokenPrediction": .number(
        trainingFLOPsPerToken(causal: false, multiTokenPrediction: true)),
      "attention": .string(architecture.keyValueCacheKind.rawValue),
      "bytesPerValue": .integer(bytesPerValue),
      "keyValueCacheBytesPerToken": .integer(Int(keyValueCacheBytesPerToken.count)),
      "keyValueCacheBytesPerTokenByAttention": .object(
        keyValueCaches.map { .init($0.kind.rawValue, .integer(Int($0.bytesPerToken.count))) }),
      "published": .array(
        publishedFigures.map {
          [
            "quantity": .string($0.quantity.rawValue), "value": .number($0.value),
            "source": .string($0.source), "note": .string($0.note),
          ]
        }),
    ]
  }
}
