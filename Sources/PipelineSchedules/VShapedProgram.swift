/// Writes one rank's program of ZB-V.
///
/// The first chunk lies on the way down the ranks, the second on the way back up.
struct VShapedProgram {
  /// One of the two chunks, and how many microbatches have passed it in each kind.
  private struct Chunk {
    let stage: Int
    var forwards = 0
    var inputs = 0
    var weights = 0
  }

  private(set) var slots: [ScheduleSlot] = []
  private var first: Chunk
  private var second: Chunk
  private let microbatches: Int
  private let rounds: Int

  /// - Parameters:
  ///   - stages: Stages of the first and the second chunk.
  ///   - microbatches: Microbatches that exist; actions of later ones are left out.
  ///   - rounds: Microbatches that the pattern is made for, at least 2 ranks - 1.
  init(stages: (Int, Int), microbatches: Int, rounds: Int) {
    first = Chunk(stage: stages.0)
    second = Chunk(stage: stages.1)
    self.microbatches = microbatches
    self.rounds = rounds
  }

  mutating func appendStep(rank: Int, ranks: Int) {
    for _ in 0..<2 * (ranks - rank) - 1 { forward(\.first) }
    for _ in 0..<rank {
      forward(\.second)
      forward(\.first)
    }
    for _ in rank..<ranks {
      forward(\.second)
      input(\.second)
      weight(\.second)
    }
    while second.forwards < rounds {
      if first.forwards < rounds { forward(\.first) }
      input(\.first)
      weight(\.first)
      forward(\.second)
      input(\.second)
      weight(\.second)
    }
    for _ in 0..<rank {
      input(\.first)
      input(\.second)
    }
    for _ in rank..<ranks {
      input(\.first)
      weight(\.first)
    }
    while second.weights < rounds { weight(\.second) }
    while first.weights < rounds { weight(\.first) }
  }

  private mutating func forward(_ chunk: WritableKeyPath<Self, Chunk>) {
    append(.forward, chunk, \.forwards)
  }

  private mutating func input(_ chunk: WritableKeyPath<Self, Chunk>) {
    append(.backwardInput, chunk, \.inputs)
  }

  private mutating func weight(_ chunk: WritableKeyPath<Self, Chunk>) {
    append(.backwardWeight, chunk, \.weights)
  }

  private mutating func append(
    _ kind: PipelineAction.Kind, _ chunk: WritableKeyPath<Self, Chunk>,
    _ count: WritableKeyPath<Chunk, Int>
  ) {
    let microbatch = self[keyPath: chunk][keyPath: count]
    self[keyPath: chunk][keyPath: count] += 1
    guard microbatch < microbatches else { return }
    slots.append(
      PipelineSchedule.slot(self[keyPath: chunk].stage, kind, microbatch))
  }
}
