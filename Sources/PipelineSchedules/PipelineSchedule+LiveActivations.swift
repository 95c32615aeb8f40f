extension PipelineSchedule {
  /// Walks through a rank's program and reports each activation as it comes to life and is released.
  ///
  /// A (stage, microbatch) is live from the start of its `F` to the end of its `B` or `W`. A pair
  /// reports its forward before its backward.
  ///
  /// - Parameters:
  ///   - rank: Pipeline rank.
  ///   - body: Receives the stage and +1 or -1.
  /// - Complexity: O(slots of the rank)
  public func forEachLiveChange(onRank rank: Int, _ body: (_ stage: Int, _ change: Int) -> Void) {
    for slot in programs[rank] {
      switch slot {
      case .pair(let forward, let backward):
        body(forward.stage, 1)
        body(backward.stage, -1)
      case .single(let action):
        switch action.kind {
        case .forward: body(action.stage, 1)
        case .backward, .backwardWeight: body(action.stage, -1)
        case .backwardInput: break
        }
      }
    }
  }

  /// The most activations, counted in (stage, microbatch), that are live on a rank at once.
  ///
  /// - Complexity: O(slots of the rank)
  public func peakLiveActivations(onRank rank: Int) -> Int {
    var (live, peak) = (0, 0)
    forEachLiveChange(onRank: rank) { _, change in
      live += change
      peak = max(peak, live)
    }
    return peak
  }

  /// `[rank]`, the most activations that are live at once.
  ///
  /// - Complexity: O(slots)
  public var peakLiveActivations: [Int] { (0..<ranks).map(peakLiveActivations(onRank:)) }

  /// `[rank]`, the most live activations in units of what 1F1B keeps of one microbatch, the layers of
  /// 1 / `ranks` of the model: the count divided by the chunks.
  ///
  /// - Complexity: O(slots)
  public var peakLivePerRankShare: [Double] {
    peakLiveActivations.map { Double($0) * Double(ranks) / Double(stages) }
  }

  /// The live activations of each stage when a rank keeps the most.
  ///
  /// Stages differ in size, so that the most need not be kept when the count of
  /// ``peakLiveActivations(onRank:)`` is greatest.
  ///
  /// - Parameters:
  ///   - rank: Pipeline rank.
  ///   - sizes: `[stage]`, what one microbatch of it keeps, in any one unit, at least 0.
  /// - Returns: Each stage of the rank, ascending, with its live microbatches.
  /// - Complexity: O(slots of the rank · stages of the rank)
  public func peakLiveByStage(
    onRank rank: Int, sizes: [Int64]
  ) -> [(stage: Int, live: Int)] {
    precondition(sizes.count == stages, "\(sizes.count) sizes of \(stages) stages")
    let held = stages(onRank: rank)
    var live = [Int](repeating: 0, count: stages)
    var (total, peak) = (Int64(0), Int64(-1))
    var atPeak: [(stage: Int, live: Int)] = []
    forEachLiveChange(onRank: rank) { stage, change in
      live[stage] += change
      total += sizes[stage] * Int64(change)
      guard total > peak else { return }
      peak = total
      atPeak = held.map { ($0, live[$0]) }
    }
    return atPeak
  }

  /// The most weight backwards whose `I` is done and whose `W` is not.
  ///
  /// - Complexity: O(slots of the rank)
  public func peakPendingWeights(onRank rank: Int) -> Int {
    var (pending, peak) = (0, 0)
    for case .single(let action) in programs[rank] {
      if action.kind == .backwardInput { pending += 1 }
      if action.kind == .backwardWeight { pending -= 1 }
      peak = max(peak, pending)
    }
    return peak
  }
}
