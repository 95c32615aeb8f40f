public import Quantities
public import Timelines

extension Uncertainty {
  /// What every sample is asked for: the step, and means over GPUs.
  public enum Quantity: Int, CaseIterable, Hashable, Sendable {
    case step
    /// The parts of `StepShares`; ``optimizer`` is also the last row of the ISCA 2025 table.
    case computing, bubble, exposedExpert, exposedPipeline, optimizer
    case expertWait, idle
    /// The rows of the ISCA 2025 table but the last, as `ActionShares` has them.
    case forward, backward, weight, pairs, bubbleRow

    public func time(in timeline: Timeline) -> VirtualTime {
      let (shares, actions) = (timeline.meanShares, timeline.meanActions)
      return switch self {
      case .step: timeline.step
      case .computing: shares.computing
      case .bubble: shares.bubble
      case .exposedExpert: shares.exposedExpert
      case .exposedPipeline: shares.exposedPipeline
      case .optimizer: shares.optimizer
      case .expertWait: shares.expertWait
      case .idle: shares.idle
      case .forward: actions.forward
      case .backward: actions.backward
      case .weight: actions.weight
      case .pairs: actions.pairs
      case .bubbleRow: actions.bubble
      }
    }
  }
}
