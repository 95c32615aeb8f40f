internal import ExpertParallelism

/// What one step of training showed, the same on every rank but for ``seconds``.
public struct StepMetrics: Hashable, Sendable {
  /// From 1.
  public var step: Int
  /// Of the step, on all ranks.
  public var sequences: Int
  /// Of the step, on all ranks.
  public var tokens: Int
  public var learningRate: Double
  /// Cross-entropy of the next token, in nats a token.
  public var loss: Double
  /// Cross-entropy of the prediction modules without their weight, in nats a token; 0 without modules.
  public var predictionLoss: Double
  /// The sequence-wise balance loss with its weight.
  public var balanceLoss: Double
  /// Of all gradients together, before they were scaled down.
  public var gradientNorm: Double
  /// What the gradients were multiplied by, at most 1.
  public var clipFactor: Double
  /// Selections of each expert by the tokens of the step, for each layer with experts in the order of
  /// ``TrainingHistory/layers``.
  public var loads: [[Int]]
  /// How long the step took on this rank, by its own clock and without checkpoints.
  public var seconds: Double

  public init(
    step: Int, sequences: Int, tokens: Int, learningRate: Double, loss: Double,
    predictionLoss: Double, balanceLoss: Double, gradientNorm: Double, clipFactor: Double,
    loads: [[Int]], seconds: Double
  ) {
    self.step = step
    self.sequences = sequences
    self.tokens = tokens
    self.learningRate = learningRate
    self.loss = loss
    self.predictionLoss = predictionLoss
    self.balanceLoss = balanceLoss
    self.gradientNorm = gradientNorm
    self.clipFactor = clipFactor
    self.loads = loads
    self.seconds = seconds
    let violations = loads.map { LoadStatistics($0).maxViolation }
    maxVio = violations.max() ?? 0
    meanMaxVio = violations.isEmpty ? 0 : violations.reduce(0, +) / Double(violations.count)
  }

  /// How far the greatest load of an expert lies above the mean, over the mean: of the worst layer; 0
  /// without experts.
  ///
  /// - Source: Wang et al. 2024, arXiv:2408.15664, section 4.
  public let maxVio: Double
  /// The mean of it over the layers with experts.
  public let meanMaxVio: Double

  public var tokensPerSecond: Double { seconds > 0 ? Double(tokens) / seconds : 0 }
}
