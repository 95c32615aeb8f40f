extension PipelineSchedule {
  /// The most stages times microbatches that a generator builds: 64 ranks of 65,536 microbatches.
  ///
  /// A schedule of that size takes half a gigabyte.
  static let mostCells = 1 << 22

  /// Refuses counts that no schedule is built for.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks.
  ///   - microbatches: Microbatches in one training step.
  ///   - chunks: Stages per rank.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when a count is not positive, `tooLarge`
  ///   when their product is beyond ``mostCells``.
  static func requireShape(
    ranks: Int, microbatches: Int, chunks: Int = 1
  ) throws(ScheduleError) {
    let counts =
      "\(ranks) ranks, \(microbatches) microbatches" + (chunks == 1 ? "" : ", \(chunks) chunks")
    guard ranks > 0, microbatches > 0, chunks > 0 else {
      throw ScheduleError(code: .emptyPipeline, detail: "\(counts); each must be at least 1")
    }
    guard ranks <= mostCells, chunks <= mostCells, microbatches <= mostCells / ranks / chunks else {
      throw ScheduleError(
        code: .tooLarge, detail: "\(counts); their product may be at most \(mostCells)")
    }
  }

  /// A slot of one action, short enough for the generators to read as the programs they build.
  static func slot(
    _ stage: Int, _ kind: PipelineAction.Kind, _ microbatch: Int
  ) -> ScheduleSlot {
    .single(PipelineAction(stage: stage, kind: kind, microbatch: microbatch))
  }
}
