import PipelineSchedules

/// What a rank is at, for the report of one that does not get on.
enum RankActivity: Hashable, Sendable {
  /// In the hands of who plays or trains: nothing is watched.
  case resting
  /// Before its first slot, for the other ranks to begin the step as well.
  case beginning
  /// Inside a slot of its program.
  case playing(slot: Int)
  /// Before a slot, for what another rank makes.
  case waiting(for: Boundary, from: Int, slot: Int)
  /// After its last slot, for a receiver to take what it made.
  case handingOver(Boundary, to: Int)
  /// Outside of the schedule.
  case phase(RunPhase)

  /// Whether all ranks of a run come to it, and equally often.
  var isOfAll: Bool {
    switch self {
    case .beginning, .phase: true
    case .resting, .playing, .waiting, .handingOver: false
    }
  }

  /// How many limits the rank may stay at it.
  var patience: Int64 {
    if case .phase(let phase) = self { phase.patience } else { 1 }
  }

  /// The activity as the predicate of a sentence about the rank.
  ///
  /// - Parameters:
  ///   - rank: Of the schedule.
  ///   - schedule: Nil where none has been played yet.
  /// - Returns: What stands behind "it".
  /// - Complexity: O(slots of a rank)
  func description(rank: Int, in schedule: PipelineSchedule?) -> String {
    func name(_ boundary: Boundary) -> String {
      schedule?.producer(of: boundary).map(\.description) ?? "stage \(boundary.stage)"
    }
    func name(slot: Int) -> String {
      schedule.map { "\($0.programs[rank][slot])" } ?? "slot \(slot)"
    }
    switch self {
    case .resting: return "is between steps"
    case .beginning: return "waits for all ranks to begin the step"
    case .playing(let slot): return "plays \(name(slot: slot))"
    case .waiting(let boundary, let sender, let slot):
      return "waits for \(name(boundary)) of rank \(sender), to start \(name(slot: slot))"
    case .handingOver(let boundary, let receiver):
      return "waits for rank \(receiver) to take what \(name(boundary)) made"
    case .phase(let phase): return phase.description
    }
  }
}
