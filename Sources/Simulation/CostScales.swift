import CostModels
import Quantities

/// Factors on the durations of a step, to try what an error of the cost models would change.
///
/// The stages stay as they were cut: a person cuts them by the costs that are known.
public struct CostScales: Hashable, Sendable {
  /// Attention with its norms and projections.
  public var attention = 1.0
  /// Routed, shared and dense feed-forward layers.
  public var feedForward = 1.0
  /// Embedding, head and the prediction module's projection.
  public var ends = 1.0
  public var exchange = 1.0
  public var transfer = 1.0
  /// Gradient reduction, optimiser and all-gather.
  public var stepEnd = 1.0

  public init() {}

  func of(_ part: ModelPart) -> Double {
    switch part {
    case .attention: attention
    case .denseMLP, .sharedExpert, .routedExperts: feedForward
    case .embedding, .projection, .head: ends
    }
  }
}

extension VirtualTime {
  /// This span times a factor, rounded to the picosecond; unchanged by 1.
  func scaled(by factor: Double) -> VirtualTime {
    factor == 1
      ? self : VirtualTime(picoseconds: Int64((Double(picoseconds) * factor).rounded()))
  }
}
