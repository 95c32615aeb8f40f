extension PipelineSchedule {
  /// The stages that a rank holds, ascending.
  ///
  /// - Complexity: O(slots of the rank + stages)
  public func stages(onRank rank: Int) -> [Int] {
    var held = [Bool](repeating: false, count: stages)
    for slot in programs[rank] {
      switch slot {
      case .single(let action): held[action.stage] = true
      case .pair(let forward, let backward):
        held[forward.stage] = true
        held[backward.stage] = true
      }
    }
    return held.indices.filter { held[$0] }
  }

  /// The ranks that hold a stage, ascending.
  ///
  /// - Complexity: O(microbatches log microbatches)
  public func holders(ofStage stage: Int) -> [Int] {
    var holders: [Int] = []
    for place in stage * microbatches..<(stage + 1) * microbatches {
      let rank = Int(placement[place])
      if rank != holders.last, !holders.contains(rank) { holders.append(rank) }
    }
    return holders.sorted()
  }

  /// The most ranks that hold one stage: 2 for DualPipe, whose parameters exist twice, else 1.
  ///
  /// - Complexity: O(stages · microbatches)
  public var copies: Int { (0..<stages).reduce(1) { max($0, holders(ofStage: $1).count) } }

  /// The number of stages that one rank's share of the model, 1 / `ranks` of it, is cut into.
  ///
  /// It is 1 for DualPipe, where a rank holds two stages, but of a model that is cut into `ranks`;
  /// the chunks of the interleaved schedules; 2 for those in a V. Rounded up where a program of one's
  /// own does not divide.
  public var chunksPerRank: Int { (stages + ranks - 1) / ranks }

  /// Whether some rank overlaps a forward with a backward.
  ///
  /// - Complexity: O(slots)
  public var hasPairs: Bool {
    programs.contains { program in
      program.contains { if case .pair = $0 { true } else { false } }
    }
  }
}
