/// What a rank of a training run is at when it plays no schedule.
enum RunPhase: Hashable, Sendable {
  /// Compares settings, builds the model, reads checkpoints.
  case preparing
  /// Reads the text of a step.
  case reading
  /// Sums gradients and moves the weights.
  case optimizing
  /// Sums losses and the loads of experts.
  case summing
  /// Asks the others whether the run is to stop.
  case agreeing
  /// Writes a checkpoint.
  case saving
  /// Brings together what the ranks recorded.
  case measuring
  /// Has nothing left to do but to end with the others.
  case ending

  /// The phase as the predicate of a sentence about a rank.
  var description: String {
    switch self {
    case .preparing: "prepares the run with the other ranks"
    case .reading: "reads the text of a step"
    case .optimizing: "sums gradients and moves weights with the other ranks"
    case .summing: "sums losses and loads of experts with the other ranks"
    case .agreeing: "asks the other ranks whether the run is to stop"
    case .saving: "writes a checkpoint with the other ranks"
    case .measuring: "gathers with the other ranks what the steps took"
    case .ending: "waits for the other ranks to end"
    }
  }

  /// How many limits a rank may stay in it: disks, long texts and reports take their time.
  var patience: Int64 {
    switch self {
    case .preparing, .saving, .ending: 4
    case .reading, .optimizing, .summing, .agreeing, .measuring: 1
    }
  }
}
