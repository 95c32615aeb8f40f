public import TransformerModels

/// A model and how it is trained, apart from its weights and data.
public struct ModelConfiguration: Hashable, Sendable {
  public var architecture: Architecture
  public var constants: ModelConstants
  public var precision: Precision
  public var recomputation: Recomputation
  /// The weight of the prediction modules' loss beside the model's; λ in the report.
  public var predictionWeight: Double
  /// The weight of the sequence-wise balance loss; 0 for none.
  public var balanceWeight: Double
  /// How far the biases of experts move after each step; 0 for no bias.
  public var biasSpeed: Float
  /// Weights at first follow from it and from their names.
  public var seed: UInt64

  /// A model with DeepSeek-V3's settings, in FP32.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 4.2, for the weights and the speed.
  public init(
    architecture: Architecture, constants: ModelConstants = ModelConstants(),
    precision: Precision = .fp32, recomputation: Recomputation = .deepSeekV3,
    predictionWeight: Double = 0.3, balanceWeight: Double = 0.0001, biasSpeed: Float = 0.001,
    seed: UInt64 = 1
  ) {
    self.architecture = architecture
    self.constants = constants
    self.precision = precision
    self.recomputation = recomputation
    self.predictionWeight = predictionWeight
    self.balanceWeight = balanceWeight
    self.biasSpeed = biasSpeed
    self.seed = seed
  }

  /// Reads the model from a Hugging Face `config.json`.
  ///
  /// - Parameter path: Absolute, or relative to the working directory.
  /// - Throws: `ModelError` as `Architecture(contentsOf:)` does.
  public init(contentsOf path: String) throws(ModelError) {
    self.init(
      architecture: try Architecture(contentsOf: path),
      constants: try ModelConstants(contentsOf: path))
  }
}
