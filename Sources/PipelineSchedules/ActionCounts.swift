/// How many slots of each kind a rank runs; an action inside a pair counts as part of the pair only.
public struct ActionCounts: Hashable, Sendable {
  /// `F` alone.
  public var forward = 0
  /// Full `B` alone.
  public var backward = 0
  /// `I`.
  public var backwardInput = 0
  /// `W`.
  public var backwardWeight = 0
  /// Overlapped pairs, `FB`.
  public var pair = 0

  public init() {}

  /// Counts the slots of one rank's program.
  ///
  /// - Complexity: O(slots)
  public init(_ program: [ScheduleSlot]) {
    for slot in program {
      switch slot {
      case .pair: pair += 1
      case .single(let action):
        switch action.kind {
        case .forward: forward += 1
        case .backward: backward += 1
        case .backwardInput: backwardInput += 1
        case .backwardWeight: backwardWeight += 1
        }
      }
    }
  }
}

extension PipelineSchedule {
  /// Slots of a rank by kind.
  ///
  /// - Complexity: O(slots of the rank)
  public func actionCounts(onRank rank: Int) -> ActionCounts { ActionCounts(programs[rank]) }
}
