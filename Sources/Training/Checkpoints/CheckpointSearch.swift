/// What looking for the newest good checkpoint found.
struct CheckpointSearch {
  /// Nil where none is good.
  var checkpoint: Checkpoint?
  /// Files of newer ones that were not good, each with the reason.
  var refused: [String] = []
  /// Steps of those.
  var refusedSteps: Set<Int> = []
}
