import PipelineSchedules

/// An action that a rank is playing.
final class PlayedAction {
  /// 0 for the first action of a slot, 1 for the backward of a pair.
  let place: Int
  let action: PipelineAction
  let pass: any StagePass
  /// What is to be handed on; nil once it was, and where there is nothing.
  var owed: Boundary?

  init(_ action: PipelineAction, place: Int, pass: any StagePass, stages: Int) {
    self.action = action
    self.place = place
    self.pass = pass
    owed = Boundary.output(of: action, stages: stages)
  }
}
