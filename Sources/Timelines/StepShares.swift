public import Quantities

/// Where the time of one GPU's compute stream goes, from 0 to the step's end.
///
/// The five parts ``computing``, ``bubble``, ``exposedExpert``, ``exposedPipeline`` and
/// ``optimizer`` add up to the step exactly.
public struct StepShares: Hashable, Sendable {
  public var computing = VirtualTime.zero
  public var bubble = VirtualTime.zero
  public var exposedExpert = VirtualTime.zero
  public var exposedPipeline = VirtualTime.zero
  public var optimizer = VirtualTime.zero
  /// The part of ``exposedExpert`` before the exchange moves data: its input is there, and it waits
  /// for the last member of the expert group, or for an earlier exchange on the group's streams.
  public var expertWait = VirtualTime.zero

  public init() {}

  public var total: VirtualTime {
    computing + bubble + exposedExpert + exposedPipeline + optimizer
  }

  /// Time without computation or optimiser: bubble and both exposed communications.
  public var idle: VirtualTime { bubble + exposedExpert + exposedPipeline }

  public static func + (a: StepShares, b: StepShares) -> StepShares {
    var sum = a
    sum.computing += b.computing
    sum.bubble += b.bubble
    sum.exposedExpert += b.exposedExpert
    sum.exposedPipeline += b.exposedPipeline
    sum.optimizer += b.optimizer
    sum.expertWait += b.expertWait
    return sum
  }
}
