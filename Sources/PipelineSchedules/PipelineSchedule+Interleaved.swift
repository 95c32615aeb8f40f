extension PipelineSchedule {
  /// Builds the interleaved 1F1B schedule of Megatron-LM.
  ///
  /// Each rank holds `chunks` stages, `rank + chunk · ranks`, so that the bubble shrinks by that
  /// factor and the messages grow by it. Microbatches pass a chunk in groups of
  /// ``interleavingGroup(ranks:microbatches:)`` G. Rank `r` of `p` warms up with
  /// (`chunks` - 1) G + 2 (p - 1 - r) forwards and then alternates one forward and one backward.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks p.
  ///   - microbatches: Microbatches in one training step, at least p.
  ///   - chunks: Stages on each rank, at least 2.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when a count is not positive, `indivisible`
  ///   when there are fewer than 2 chunks, `tooFewMicrobatches` when there are fewer than p.
  /// - Complexity: O(`ranks` · `microbatches` · `chunks`)
  /// - Source: Narayanan et al. 2021, arXiv:2104.04473, section 2.2.2.
  public static func interleavedOneForwardOneBackward(
    ranks: Int, microbatches: Int, chunks: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    let name = "interleaved-1f1b"
    let order = try InterleavedOrder(
      name: name, ranks: ranks, microbatches: microbatches, chunks: chunks)
    let programs = (0..<ranks).map { rank in
      let warmUp = order.warmUp(rank: rank)
      let steady = order.actionsPerRank - warmUp
      return (0..<warmUp).map { .single(order.forward($0, rank: rank)) }
        + (0..<steady).flatMap {
          [
            ScheduleSlot.single(order.forward(warmUp + $0, rank: rank)),
            .single(order.backward($0, rank: rank)),
          ]
        }
        + (steady..<order.actionsPerRank).map { .single(order.backward($0, rank: rank)) }
    }
    return try PipelineSchedule(name: name, programs: programs)
  }

  /// Builds the interleaved 1F1B schedule with overlapped pairs.
  ///
  /// One more forward of warm-up than ``interleavedOneForwardOneBackward(ranks:microbatches:chunks:)``
  /// lets every rank overlap each forward of the steady phase with a backward of another microbatch,
  /// as DualPipe does, without a second copy of the parameters and for more live activations.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks p.
  ///   - microbatches: Microbatches in one training step, at least p.
  ///   - chunks: Stages on each rank, at least 2.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when a count is not positive, `indivisible`
  ///   when there are fewer than 2 chunks, `tooFewMicrobatches` when there are fewer than p.
  /// - Complexity: O(`ranks` · `microbatches` · `chunks`)
  /// - Source: the order of Narayanan et al. 2021, arXiv:2104.04473, section 2.2.2, with the pairs of
  ///   DeepSeek-AI 2024, arXiv:2412.19437, section 3.2.1.
  public static func interleavedOneForwardOneBackwardOverlap(
    ranks: Int, microbatches: Int, chunks: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    let name = "interleaved-1f1b-overlap"
    let order = try InterleavedOrder(
      name: name, ranks: ranks, microbatches: microbatches, chunks: chunks)
    let programs = (0..<ranks).map { rank in
      let warmUp = min(order.warmUp(rank: rank) + 1, order.actionsPerRank)
      let steady = order.actionsPerRank - warmUp
      return (0..<warmUp).map { ScheduleSlot.single(order.forward($0, rank: rank)) }
        + (0..<steady).map {
          .pair(
            forward: order.forward(warmUp + $0, rank: rank),
            backward: order.backward($0, rank: rank))
        }
        + (steady..<order.actionsPerRank).map { .single(order.backward($0, rank: rank)) }
    }
    return try PipelineSchedule(name: name, programs: programs)
  }
}
