import Quantities
import RunConfigurations
import TransformerModels

extension Validator {
  /// Length of a sequence in the published FLOP counts.
  private static let sequenceLength = 4096

  func value(
    of quantity: ValidationMeasure.ModelQuantity, in model: Architecture
  ) -> Double {
    let counts = ParameterCounts(model)
    let flops = { (causal: Bool, prediction: Bool) in
      model.trainingFLOPsPerToken(
        sequenceLength: Self.sequenceLength, causal: causal, multiTokenPrediction: prediction) / 1e9
    }
    return switch quantity {
    case .parameters: Double(counts.total) / 1e9
    case .activeParameters: Double(counts.active) / 1e9
    case .activeWithoutEmbedding: Double(counts.activeWithoutEmbedding) / 1e9
    case .predictionParameters: Double(counts.multiTokenPrediction) / 1e9
    case .predictionActiveParameters: Double(counts.activeMultiTokenPrediction) / 1e9
    case .flopsCausal: flops(true, false)
    case .flopsFull: flops(false, false)
    case .flopsCausalWithPrediction: flops(true, true)
    case .flopsFullWithPrediction: flops(false, true)
    case .keyValueCache: Double(model.keyValueCacheBytesPerToken().count)
    }
  }
}
