internal import LinearAlgebra

/// The half of a microbatch's backward through one stage that computes the weights' gradients.
final class WeightPass: StagePass {
  var output: Matrix? { nil }
  private let journey: Journey
  private let whenDone: () -> Void

  init(_ journey: Journey, whenDone: @escaping () -> Void) {
    self.journey = journey
    self.whenDone = whenDone
  }

  func advance() throws -> Bool {
    for work in journey.work { try work.play() }
    journey.work = []
    whenDone()
    return false
  }
}
