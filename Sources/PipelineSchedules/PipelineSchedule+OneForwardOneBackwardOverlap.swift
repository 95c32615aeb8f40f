extension PipelineSchedule {
  /// Builds the 1F1B schedule with overlapped pairs.
  ///
  /// Rank `r` of `p` warms up with 2 (p - 1 - r) + 1 forwards, twice as many as 1F1B, so that in the
  /// steady phase each forward overlaps the backward of an older microbatch. With one extra forward
  /// only, neighbours take turns and the step nearly doubles. At most min(2 (p - r), M) microbatches
  /// are live.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks; one stage lives on each.
  ///   - microbatches: Microbatches M in one training step.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when either count is not positive.
  /// - Complexity: O(`ranks` · `microbatches`)
  /// - Source: the order of Narayanan et al. 2021, arXiv:2104.04473, section 2.2.1, with the pairs of
  ///   DeepSeek-AI 2024, arXiv:2412.19437, section 3.2.1.
  public static func oneForwardOneBackwardOverlap(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    try requireShape(ranks: ranks, microbatches: microbatches)
    let programs = (0..<ranks).map { rank in
      let warmUp = min(2 * (ranks - 1 - rank) + 1, microbatches)
      let steady = microbatches - warmUp
      return (0..<warmUp).map { slot(rank, .forward, $0) }
        + (0..<steady).map {
          .pair(
            forward: PipelineAction(stage: rank, kind: .forward, microbatch: warmUp + $0),
            backward: PipelineAction(stage: rank, kind: .backward, microbatch: $0))
        }
        + (steady..<microbatches).map { slot(rank, .backward, $0) }
    }
    return try PipelineSchedule(name: "1f1b-overlap", programs: programs)
  }
}
