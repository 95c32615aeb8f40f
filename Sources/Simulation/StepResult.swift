import PipelineSchedules
public import Quantities
public import Timelines

/// What the simulation of a step gives.
public struct StepResult: Sendable {
  /// How much to keep beyond the sums over all GPUs.
  public enum Detail: Hashable, Sendable {
    case sums
    /// Every operator of one replica, on process 0.
    case replica(lane: Int)
    /// The parts of every GPU, on process 0.
    case everyGPU
  }

  /// Without events unless a replica was asked for; complete on process 0, sums on all.
  public let timeline: Timeline
  /// `[rank][lane]`; empty unless every GPU was asked for, and on other processes.
  public let gpus: [[StepShares]]
  /// Operators of the step, one per pipeline rank.
  public let operators: Int
  /// How long expert exchanges run on one GPU, hidden or not, on average without random effects.
  public let expertCommunication: VirtualTime
  /// The same for each GPU.
  public var laneOperators: Int { operators / timeline.schedule.ranks * timeline.gpus }
  public var step: VirtualTime { timeline.step }
}
