/// Every schedule that has a name, from the plainest to the most overlapped.
public enum ScheduleCatalog {
  public static let entries: [ScheduleCatalogEntry] = plain + zeroBubble + overlapped

  /// The names, in the order of ``entries``.
  public static var names: [String] { entries.map(\.name) }

  /// Finds an entry.
  ///
  /// - Throws: `ScheduleError` with code `unknownSchedule`, suggesting the nearest name.
  public static func entry(named name: String) throws(ScheduleError) -> ScheduleCatalogEntry {
    if let entry = entries.first(where: { $0.name == name }) { return entry }
    let typed = String(name.prefix(40))
    let wanted = typed.lowercased()
    let nearest = names.min { editDistance($0, wanted) < editDistance($1, wanted) } ?? ""
    throw ScheduleError(
      code: .unknownSchedule,
      detail: "\"\(typed)\"; did you mean \(nearest)? accepted: \(names.joined(separator: ", ")), "
        + "csv:FILE")
  }

  /// Builds a schedule by its name.
  ///
  /// - Parameters:
  ///   - name: One of ``names``.
  ///   - ranks: Pipeline ranks.
  ///   - microbatches: Microbatches in one training step.
  ///   - chunks: Stages per rank of the interleaved schedules; the others do not read it.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` with code `unknownSchedule`, or as the generator of that name.
  /// - Complexity: O(actions)
  public static func schedule(
    named name: String, ranks: Int, microbatches: Int, chunks: Int = 2
  ) throws(ScheduleError) -> PipelineSchedule {
    try entry(named: name).schedule(ranks: ranks, microbatches: microbatches, chunks: chunks)
  }

  private static let plain = [
    ScheduleCatalogEntry(
      name: "gpipe", idea: "all forwards, then all backwards; every microbatch is live at once",
      source: "Huang et al. 2019, arXiv:1811.06965"
    ) { ranks, microbatches, _ throws(ScheduleError) in
      try .gpipe(ranks: ranks, microbatches: microbatches)
    },
    ScheduleCatalogEntry(
      name: "1f1b", idea: "one forward, one backward; at most p microbatches live",
      source: "Narayanan et al. 2021, arXiv:2104.04473"
    ) { ranks, microbatches, _ throws(ScheduleError) in
      try .oneForwardOneBackward(ranks: ranks, microbatches: microbatches)
    },
    ScheduleCatalogEntry(
      name: "interleaved-1f1b", chunks: .chosen,
      idea: "1F1B over several chunks per rank; the bubble shrinks by their number",
      requirement: "M at least p, 2 or more chunks",
      source: "Narayanan et al. 2021, arXiv:2104.04473"
    ) { ranks, microbatches, chunks throws(ScheduleError) in
      try .interleavedOneForwardOneBackward(
        ranks: ranks, microbatches: microbatches, chunks: chunks)
    },
  ]

  private static let zeroBubble = [
    ScheduleCatalogEntry(
      name: "zb-h1", idea: "weight backwards fill the bubble; the memory of 1F1B",
      source: "Qi et al. 2024, arXiv:2401.10241"
    ) { ranks, microbatches, _ throws(ScheduleError) in
      try .zeroBubbleH1(ranks: ranks, microbatches: microbatches)
    },
    ScheduleCatalogEntry(
      name: "zb-h2", idea: "no bubble where F = I = W, for twice the memory of 1F1B",
      source: "Qi et al. 2024, arXiv:2401.10241"
    ) { ranks, microbatches, _ throws(ScheduleError) in
      try .zeroBubbleH2(ranks: ranks, microbatches: microbatches)
    },
    ScheduleCatalogEntry(
      name: "zb-v", chunks: .two,
      idea: "two chunks in a V, no bubble where F = I = W, the memory of 1F1B",
      source: "Qi et al. 2024, arXiv:2401.10241; order of PyTorch 2.13"
    ) { ranks, microbatches, _ throws(ScheduleError) in
      try .zeroBubbleV(ranks: ranks, microbatches: microbatches)
    },
  ]

  private static let overlapped = [
    ScheduleCatalogEntry(
      name: "1f1b-overlap", idea: "1F1B whose steady phase overlaps each forward with a backward",
      source: "order of arXiv:2104.04473, pairs of arXiv:2412.19437"
    ) { ranks, microbatches, _ throws(ScheduleError) in
      try .oneForwardOneBackwardOverlap(ranks: ranks, microbatches: microbatches)
    },
    ScheduleCatalogEntry(
      name: "interleaved-1f1b-overlap", chunks: .chosen,
      idea: "interleaved 1F1B with overlapped pairs; no doubled parameters, more activations",
      requirement: "M at least p, 2 or more chunks",
      source: "order of arXiv:2104.04473, pairs of arXiv:2412.19437"
    ) { ranks, microbatches, chunks throws(ScheduleError) in
      try .interleavedOneForwardOneBackwardOverlap(
        ranks: ranks, microbatches: microbatches, chunks: chunks)
    },
    ScheduleCatalogEntry(
      name: "dualpipe",
      idea: "microbatches from both ends, pairs hide communication; parameters twice",
      requirement: "p and M even, M at least 2p",
      source: "DeepSeek-AI 2024, arXiv:2412.19437; github.com/deepseek-ai/DualPipe"
    ) { ranks, microbatches, _ throws(ScheduleError) in
      try .dualPipe(ranks: ranks, microbatches: microbatches)
    },
    ScheduleCatalogEntry(
      name: "dualpipev", chunks: .two,
      idea: "DualPipe folded into a V; parameters once, two stages per rank",
      requirement: "M at least 2p", source: "github.com/deepseek-ai/DualPipe"
    ) { ranks, microbatches, _ throws(ScheduleError) in
      try .dualPipeV(ranks: ranks, microbatches: microbatches)
    },
  ]
}
