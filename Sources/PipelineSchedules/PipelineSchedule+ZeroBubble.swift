extension PipelineSchedule {
  /// Builds the zero-bubble schedule ZB-H1: 1F1B's memory, a third of its bubble.
  ///
  /// The backward is split, and weight backwards wait to fill the bubbles at the end of the step:
  /// rank `i` runs each `W` `i` microbatches late. `p` activations, released at `W`, are live on
  /// every rank.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks p; one stage lives on each.
  ///   - microbatches: Microbatches in one training step.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when either count is not positive.
  /// - Complexity: O(`ranks` · `microbatches`)
  /// - Source: Qi et al. 2024, arXiv:2401.10241, section 2.1; their "B" is `I` here.
  public static func zeroBubbleH1(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    try requireShape(ranks: ranks, microbatches: microbatches)
    let programs = (0..<ranks).map { rank in
      zeroBubbleProgram(
        stage: rank, warmUp: min(ranks - rank, microbatches), delay: rank,
        microbatches: microbatches)
    }
    return try PipelineSchedule(name: "zb-h1", programs: programs)
  }

  /// Builds the zero-bubble schedule ZB-H2: no bubble where F, I and W take equally long, for twice
  /// the memory of 1F1B.
  ///
  /// Rank `i` of `p` warms up with 2 (p - i) - 1 forwards, so that nothing waits before the first
  /// backward, and runs each `W` 2 `i` microbatches late. 2p - 1 activations, released at `W`, are
  /// live on every rank. Ranks end one after the other: the optimiser step may not wait for all.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks p; one stage lives on each.
  ///   - microbatches: Microbatches in one training step.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when either count is not positive.
  /// - Complexity: O(`ranks` · `microbatches`)
  /// - Source: Qi et al. 2024, arXiv:2401.10241, section 2.2; their "B" is `I` here.
  public static func zeroBubbleH2(
    ranks: Int, microbatches: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    try requireShape(ranks: ranks, microbatches: microbatches)
    let programs = (0..<ranks).map { rank in
      zeroBubbleProgram(
        stage: rank, warmUp: min(2 * (ranks - rank) - 1, microbatches), delay: 2 * rank,
        microbatches: microbatches)
    }
    return try PipelineSchedule(name: "zb-h2", programs: programs)
  }

  private static func zeroBubbleProgram(
    stage: Int, warmUp: Int, delay: Int, microbatches: Int
  ) -> [ScheduleSlot] {
    var program = (0..<warmUp).map { slot(stage, .forward, $0) }
    for microbatch in 0..<microbatches {
      program.append(slot(stage, .backwardInput, microbatch))
      if microbatch >= delay { program.append(slot(stage, .backwardWeight, microbatch - delay)) }
      let next = warmUp + microbatch
      if next < microbatches { program.append(slot(stage, .forward, next)) }
    }
    for microbatch in max(microbatches - delay, 0)..<microbatches {
      program.append(slot(stage, .backwardWeight, microbatch))
    }
    return program
  }
}
