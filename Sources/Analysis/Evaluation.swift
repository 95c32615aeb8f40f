public import CostModels
public import Quantities
public import Timelines

/// What one schedule costs in one scenario.
public struct Evaluation: Sendable {
  /// Tokens and floating-point operations per second, without recomputation.
  public struct Throughput: Hashable, Sendable {
    public var tokensPerStep: Int
    public var tokensPerSecond: Double
    /// Of one GPU; attention counted over the lower triangle, or over the full square.
    public var teraflopsPerSecondCausal: Double
    public var teraflopsPerSecondFull: Double
    /// Over ``peakName``'s rate.
    public var mfuCausal: Double
    public var mfuFull: Double
    /// Such as `H800 BF16 dense, 989.0 TFLOP/s`.
    public var peakName: String

    public var tokensPerDay: Double { tokensPerSecond * 86_400 }
  }

  /// Memory of the GPUs, one entry a pipeline rank, against what one GPU has.
  public struct Memory: Hashable, Sendable {
    public var perRank: [MemoryUse]
    public var capacity: Bytes

    public var peakRank: Int {
      perRank.indices.max { perRank[$0].total < perRank[$1].total } ?? 0
    }
    public var peak: Bytes { perRank[peakRank].total }
    public var fits: Bool { peak <= capacity }
  }

  /// The step recomputed with one cost taken away.
  public struct WhatIfs: Hashable, Sendable {
    public var noExpertCommunication: VirtualTime
    public var noPipelineCommunication: VirtualTime
    /// Every GPU finds its pipeline inputs there when it wants them.
    public var noBubble: VirtualTime
  }

  /// What expert communication runs beside.
  public enum Hiding: String, Hashable, Sendable {
    /// Overlapped pairs, and the shared expert outside them.
    case pairs
    /// The shared expert and, in a full backward, weight gradients.
    case sharedExpert = "shared expert"
    /// Weight gradients of a full backward, where the model has no shared expert.
    case weightGradients = "weight gradients"
    case nothing
  }

  /// How much was simulated, and how fast; the only part that may differ from run to run.
  public struct SimulationFigures: Hashable, Sendable {
    public var gpus: Int
    /// Operators of the step, one per pipeline rank.
    public var operators: Int
    /// The same for each GPU.
    public var laneOperators: Int
    public var wallSeconds: Double
    public var processes: Int
  }

  public var schedule: String
  /// Stages that one rank's share of the model is cut into.
  public var chunks: Int
  /// Ranks that hold each stage: 2 in DualPipe.
  public var copies: Int
  /// What each stage holds, in Megatron's notation.
  public var stages: String
  public var timeline: Timeline
  /// How long expert all-to-alls run on a GPU, hidden or not, on average; waits not counted.
  public var expertCommunication: VirtualTime
  public var hiding: Hiding
  public var throughput: Throughput
  public var memory: Memory
  public var whatIfs: WhatIfs
  public var run: RunCost?
  /// How far the step may be off; nil where it was not asked for.
  public var uncertainty: Uncertainty?
  /// What a person should know beside the figures: uneven stages, doubled parameters, groups.
  public var notes: [String]
  public var simulation: SimulationFigures

  public var step: VirtualTime { timeline.step }

  /// The share of ``expertCommunication`` that runs beside computation; nil where there is none.
  public var hiddenExpertFraction: Double? {
    guard expertCommunication > .zero else { return nil }
    let shares = timeline.meanShares
    let exposed = (shares.exposedExpert - shares.expertWait).fraction(of: expertCommunication)
    return min(max(1 - exposed, 0), 1)
  }

  /// A mean over GPUs as a share of the step.
  public func fraction(_ mean: VirtualTime) -> Double { mean.fraction(of: step) }
}
