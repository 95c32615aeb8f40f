internal import LinearAlgebra

/// A microbatch's forward through one stage.
final class ForwardPass: StagePass {
  private(set) var output: Matrix?
  private let journey: Journey
  private let isLast: Bool
  private var flow: Flow
  private var position = 0
  private let whenDone: () -> Void

  init(_ journey: Journey, input: Matrix?, isLast: Bool, whenDone: @escaping () -> Void) {
    self.journey = journey
    self.isLast = isLast
    flow = Flow(hidden: input)
    self.whenDone = whenDone
  }

  func advance() throws -> Bool {
    while position < journey.passes.count {
      switch try journey.passes[position].forward(&flow, journey.context) {
      case .exchanging: return true
      case .done: position += 1
      }
    }
    if !isLast { output = flow.hidden }
    flow = Flow()
    whenDone()
    return false
  }
}
