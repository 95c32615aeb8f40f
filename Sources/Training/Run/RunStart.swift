/// What a run does with checkpoints that are there already.
public enum RunStart: String, CaseIterable, Hashable, Sendable {
  /// It goes on from the newest, begins anew where there is none, and refuses to where none is good.
  case anyway
  /// It goes on from the newest, and refuses to begin where there is none.
  case resume
  /// It begins anew, and refuses to where there is any.
  case fresh
}
