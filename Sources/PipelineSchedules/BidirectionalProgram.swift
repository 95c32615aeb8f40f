/// Writes one rank's program of the eight steps that DualPipe and DualPipeV share.
///
/// A rank holds two chunks. Phase 0 is the chunk whose microbatches reach it first; phase 1 is the
/// other, whose backward it starts first. Each phase counts its forwards and backwards; weights wait
/// in one queue, first in, first out.
struct BidirectionalProgram {
  /// One of the two chunks of a rank, and how far it is.
  struct Phase {
    let stage: Int
    /// Number of the first microbatch that passes this chunk.
    let first: Int
    var forwards = 0
    var backwards = 0
  }

  private(set) var slots: [ScheduleSlot] = []
  private var phases: [Phase]
  private var waitingWeights: [PipelineAction] = []
  private var weightsDone = 0

  init(phase0: Phase, phase1: Phase) { phases = [phase0, phase1] }

  /// Appends the whole step.
  ///
  /// - Parameters:
  ///   - half: Distance from an edge of the pipeline to its middle: N / 2 for DualPipe, N for
  ///     DualPipeV, whose far edge is folded back.
  ///   - distance: This rank's distance from the edge, 0 ..< `half`.
  ///   - perPhase: Microbatches that pass each of the two chunks, at least 2 `half`.
  /// - Source: github.com/deepseek-ai/DualPipe at 3da1bbe, `dualpipe.py` and `dualpipev.py`.
  mutating func appendStep(half: Int, distance: Int, perPhase: Int) {
    let toMiddle = half - distance - 1
    for _ in 0..<2 * toMiddle { forward(0) }
    for _ in 0...distance {
      forward(0)
      forward(1)
    }
    for _ in 0..<toMiddle {
      backwardInput(1)
      weight()
      forward(1)
    }
    for repetition in 0..<perPhase - 2 * half + distance + 1 {
      if repetition == 0, toMiddle == 0 {
        // The backward that a middle rank would overlap here belongs to the microbatch whose forward
        // it has just done: there is nothing to hide the first transfer behind.
        forward(0)
        backward(1)
      } else {
        pair(forward: 0, backward: 1)
      }
      pair(forward: 1, backward: 0)
    }
    for _ in 0..<toMiddle {
      backward(1)
      pair(forward: 1, backward: 0)
    }
    for number in 0..<2 * (distance + 1) {
      // Exactly half of these backwards leave their weights for the bubbles that follow.
      if number <= distance { backward(1 - number % 2) } else { backwardInput(1 - number % 2) }
    }
    for _ in 0..<toMiddle {
      weight()
      backwardInput(0)
    }
    for _ in 0...distance { weight() }
  }

  private mutating func forward(_ phase: Int) { slots.append(.single(nextForward(phase))) }

  private mutating func backward(_ phase: Int) {
    slots.append(.single(nextBackward(phase, kind: .backward)))
  }

  private mutating func backwardInput(_ phase: Int) {
    let action = nextBackward(phase, kind: .backwardInput)
    slots.append(.single(action))
    waitingWeights.append(action)
  }

  private mutating func weight() {
    var action = waitingWeights[weightsDone]
    weightsDone += 1
    action.kind = .backwardWeight
    slots.append(.single(action))
  }

  private mutating func pair(forward: Int, backward: Int) {
    slots.append(
      .pair(
        forward: nextForward(forward), backward: nextBackward(backward, kind: .backward)))
  }

  private mutating func nextForward(_ phase: Int) -> PipelineAction {
    defer { phases[phase].forwards += 1 }
    return PipelineAction(
      stage: phases[phase].stage, kind: .forward,
      microbatch: phases[phase].first + phases[phase].forwards)
  }

  private mutating func nextBackward(_ phase: Int, kind: PipelineAction.Kind) -> PipelineAction {
    defer { phases[phase].backwards += 1 }
    return PipelineAction(
      stage: phases[phase].stage, kind: kind,
      microbatch: phases[phase].first + phases[phase].backwards)
  }
}
