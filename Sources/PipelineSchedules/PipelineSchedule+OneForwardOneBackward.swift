extension PipelineSchedule {
  /// Builds the one-forward-one-backward (1F1B) schedule.
  ///
  /// Rank `r` of `p` warms up with `p - r - 1` forwards, alternates one forward and one backward in
  /// the steady phase, and cools down with the backwards that remain. At most `p - r` microbatches
  /// are live.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks; one stage lives on each.
  ///   - microbatches: Microbatches in one training step.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when either count is not positive.
  /// - Complexity: O(`ranks` · `microbatches`)
  /// - Source: Narayanan et al. 2021, arXiv:2104.04473, section 2.2.1.
  public static func oneForwardOneBackward(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    try requireShape(ranks: ranks, microbatches: microbatches)
    let programs = (0..<ranks).map { rank in
      let warmUp = min(ranks - rank - 1, microbatches)
      let steady = microbatches - warmUp
      return (0..<warmUp).map { slot(rank, .forward, $0) }
        + (0..<steady).flatMap {
          [slot(rank, .forward, warmUp + $0), slot(rank, .backward, $0)]
        }
        + (steady..<microbatches).map { slot(rank, .backward, $0) }
    }
    return try PipelineSchedule(name: "1f1b", programs: programs)
  }
}
