/// Losses of some microbatches, in nats, each summed over tokens. Divided by the step's tokens they are
/// the step's losses.
public struct LossSums: Hashable, Sendable {
  /// Cross-entropy of the next token.
  public var main = 0.0
  /// Cross-entropy of the tokens that the prediction modules predict, without their weight; the mean
  /// over the modules.
  public var prediction = 0.0
  /// The sequence-wise balance loss with its weight, once for each token of the sequence.
  public var balance = 0.0

  public init() {}

  /// Adds the losses of others.
  public static func += (sum: inout LossSums, other: LossSums) {
    sum.main += other.main
    sum.prediction += other.prediction
    sum.balance += other.balance
  }

  /// What is minimised, summed over tokens.
  ///
  /// - Parameter predictionWeight: Of the prediction modules' loss beside the model's.
  public func total(predictionWeight: Double) -> Double {
    main + predictionWeight * prediction + balance
  }
}
