internal import LinearAlgebra

/// A microbatch's way through a stage, forward and back.
final class Journey {
  enum State: Hashable {
    case forward
    case forwardDone
    case backward
    case inputDone
  }

  /// In the order of the parts; the backward drops them, with what they keep, from the end on.
  var passes: [any UnitPass]
  let context: MicrobatchContext
  var state = State.forward
  /// What is left to do for the weights, in the order in which it came up.
  var work: [WeightWork] = []

  init(_ units: [any Unit], _ context: MicrobatchContext) {
    passes = units.map { $0.makePass() }
    self.context = context
  }
}
