import PipelineSchedules

/// What one stage hands to a neighbour for one microbatch: activations forward, a gradient backward.
struct Boundary: Hashable, Sendable {
  enum Direction: Int, Hashable, Sendable { case forward, backward }

  /// The stage that makes it.
  var stage: Int
  var microbatch: Int
  var direction: Direction

  /// What an action reads from a neighbour; nil where it reads nothing.
  static func input(of action: PipelineAction, stages: Int) -> Boundary? {
    switch action.kind {
    case .forward where action.stage > 0:
      Boundary(stage: action.stage - 1, microbatch: action.microbatch, direction: .forward)
    case .backward where action.stage < stages - 1, .backwardInput where action.stage < stages - 1:
      Boundary(stage: action.stage + 1, microbatch: action.microbatch, direction: .backward)
    default: nil
    }
  }

  /// What an action makes for a neighbour; nil where it makes nothing.
  static func output(of action: PipelineAction, stages: Int) -> Boundary? {
    switch action.kind {
    case .forward where action.stage < stages - 1:
      Boundary(stage: action.stage, microbatch: action.microbatch, direction: .forward)
    case .backward where action.stage > 0, .backwardInput where action.stage > 0:
      Boundary(stage: action.stage, microbatch: action.microbatch, direction: .backward)
    default: nil
    }
  }

  /// The stage that reads it.
  var reader: Int { direction == .forward ? stage + 1 : stage - 1 }

  /// The first of two tags of the messages that carry it; no other boundary of a step has them.
  func tag(microbatches: Int) -> Int {
    ((stage * microbatches + microbatch) * 2 + direction.rawValue) * 2
  }
}

extension PipelineSchedule {
  /// The action that makes a boundary.
  ///
  /// - Complexity: O(slots of the rank)
  func producer(of boundary: Boundary) -> PipelineAction? {
    programs[rank(ofStage: boundary.stage, microbatch: boundary.microbatch)].lazy
      .flatMap(\.actions).first { Boundary.output(of: $0, stages: stages) == boundary }
  }
}
