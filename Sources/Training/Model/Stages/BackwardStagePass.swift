internal import LinearAlgebra

/// A microbatch's backward through one stage: both halves, or that for the input alone.
///
/// With both halves the weights' gradients are computed while gradients travel to and from experts.
final class BackwardStagePass: StagePass {
  private(set) var output: Matrix?
  private let journey: Journey
  private let isFirst: Bool
  private let computesWeights: Bool
  private var flow: Flow
  private let whenDone: () -> Void

  init(
    _ journey: Journey, gradient: Matrix?, isFirst: Bool, computesWeights: Bool,
    whenDone: @escaping () -> Void
  ) {
    self.journey = journey
    self.isFirst = isFirst
    self.computesWeights = computesWeights
    flow = Flow(hidden: gradient)
    self.whenDone = whenDone
  }

  func advance() throws -> Bool {
    while let pass = journey.passes.last {
      if case .exchanging = try pass.backward(&flow, journey.context, work: &journey.work) {
        try playWork()
        return true
      }
      journey.passes.removeLast()
      if journey.passes.isEmpty, !isFirst {
        // The stage before can start while the rest of the weights is computed.
        output = flow.hidden
        flow = Flow()
        if computesWeights { return true }
      }
    }
    try playWork()
    whenDone()
    return false
  }

  private func playWork() throws {
    guard computesWeights else { return }
    for work in journey.work { try work.play() }
    journey.work = []
  }
}
