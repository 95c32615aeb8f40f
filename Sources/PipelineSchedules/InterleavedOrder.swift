/// In which order a rank with several chunks takes its forwards and its backwards.
///
/// Microbatches go through the chunks in groups: a whole group passes one chunk before it passes the
/// next. Stage = rank + chunk · ranks.
struct InterleavedOrder {
  let ranks: Int
  let microbatches: Int
  let chunks: Int
  /// Microbatches of a group.
  let group: Int

  /// - Throws: `ScheduleError` with code `emptyPipeline` when a count is not positive, `indivisible`
  ///   when there are fewer than 2 chunks, `tooFewMicrobatches` when there are fewer than `ranks`.
  init(name: String, ranks: Int, microbatches: Int, chunks: Int) throws(ScheduleError) {
    try PipelineSchedule.requireShape(ranks: ranks, microbatches: microbatches, chunks: chunks)
    guard chunks >= 2 else {
      throw ScheduleError(
        code: .indivisible,
        detail: "\(chunks) chunk per rank; \(name) needs at least 2 (with 1 it is "
          + "\(name.hasSuffix("overlap") ? "1f1b-overlap" : "1f1b"))")
    }
    guard microbatches >= ranks else {
      throw ScheduleError(
        code: .tooFewMicrobatches,
        detail: "\(microbatches) microbatches on \(ranks) ranks; \(name) needs at least as many as "
          + "ranks: raise the batch, or use fewer ranks or \(name.dropFirst("interleaved-".count))")
    }
    self.ranks = ranks
    self.microbatches = microbatches
    self.chunks = chunks
    group = PipelineSchedule.interleavingGroup(ranks: ranks, microbatches: microbatches)
  }

  /// Forwards, and as many backwards, of one rank.
  var actionsPerRank: Int { chunks * microbatches }

  /// Forwards of a rank before its first backward where it alternates singly.
  func warmUp(rank: Int) -> Int {
    min((chunks - 1) * group + 2 * (ranks - 1 - rank), actionsPerRank)
  }

  func forward(_ number: Int, rank: Int) -> PipelineAction {
    action(.forward, number, chunk: number % (group * chunks) / group, rank: rank)
  }

  func backward(_ number: Int, rank: Int) -> PipelineAction {
    action(.backward, number, chunk: chunks - 1 - number % (group * chunks) / group, rank: rank)
  }

  private func action(
    _ kind: PipelineAction.Kind, _ number: Int, chunk: Int, rank: Int
  ) -> PipelineAction {
    PipelineAction(
      stage: rank + chunk * ranks, kind: kind,
      microbatch: number / (group * chunks) * group + number % group)
  }
}

extension PipelineSchedule {
  /// The microbatches that pass a chunk together in the interleaved schedules.
  ///
  /// It is `ranks` where that divides `microbatches`: 20 for 16 ranks and 120 microbatches.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks, at least 1.
  ///   - microbatches: Microbatches in one training step, at least `ranks`.
  /// - Returns: The smallest divisor of `microbatches` that is at least `ranks`.
  /// - Complexity: O(`microbatches`)
  public static func interleavingGroup(ranks: Int, microbatches: Int) -> Int {
    precondition(
      ranks > 0 && microbatches >= ranks, "\(microbatches) microbatches on \(ranks) ranks")
    return (ranks...microbatches).first { microbatches.isMultiple(of: $0) } ?? microbatches
  }
}
