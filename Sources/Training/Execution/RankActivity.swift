import PipelineSchedules

/// What a rank is at, for the report of one that does not get on.
enum RankActivity: Hashable, Sendable {
  /// Between steps.
  case resting
  /// Before its first slot, for the other ranks to begin the step as well.
  case beginning
  /// Inside a slot of its program.
  case playing(slot: Int)
  /// Before a slot, for what another rank makes.
  case waiting(for: Boundary, from: Int, slot: Int)
  /// After its last slot, for a receiver to take what it made.
  case handingOver(Boundary, to: Int)

  /// The activity as the predicate of a sentence about the rank.
  ///
  /// - Complexity: O(slots of a rank)
  func description(rank: Int, in schedule: PipelineSchedule) -> String {
    func name(_ boundary: Boundary) -> String {
      schedule.producer(of: boundary).map(\.description) ?? "stage \(boundary.stage)"
    }
    switch self {
    case .resting: return "is between steps"
    case .beginning: return "waits for all ranks to begin the step"
    case .playing(let slot): return "plays \(schedule.programs[rank][slot])"
    case .waiting(let boundary, let sender, let slot):
      return "waits for \(name(boundary)) of rank \(sender), to start "
        + "\(schedule.programs[rank][slot])"
    case .handingOver(let boundary, let receiver):
      return "waits for rank \(receiver) to take what \(name(boundary)) made"
    }
  }
}
