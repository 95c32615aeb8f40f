/// Names in a folder of checkpoints.
///
/// A checkpoint is `step-00000100`. On its way to the disk it is `step-00000100.partial`; while another
/// of the same step takes its place, the one before is `step-00000100.old`, which is as good as any;
/// one that is being deleted is `step-00000100.removed`.
struct CheckpointNames: Hashable {
  enum State: String, CaseIterable {
    case complete = ""
    case old = ".old"
    case partial = ".partial"
    case removed = ".removed"
  }

  let step: Int
  let state: State

  init(step: Int, _ state: State = .complete) {
    self.step = step
    self.state = state
  }

  /// Reads a name; nil for what is no checkpoint, nor a part of making one.
  init?(_ name: String) {
    for state in State.allCases where name.hasPrefix("step-") && name.hasSuffix(state.rawValue) {
      guard let step = Int(name.dropFirst(5).dropLast(state.rawValue.count)),
        step >= 0
      else { continue }
      self.init(step: step, state)
      if self.name == name { return }
    }
    return nil
  }

  var name: String {
    let digits = String(step)
    return "step-" + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
      + state.rawValue
  }

  /// Whether a name is that of a file in a checkpoint.
  static func isPart(_ name: String) -> Bool {
    name == CheckpointManifest.file || name.hasPrefix("shard-") && name.hasSuffix(".bin")
  }
}
