/// How many stages and microbatches rank programs name, read before anything is allocated for them.
struct ActionBounds {
  private(set) var stages = 0
  private(set) var microbatches = 0
  private var forwards = 0

  /// - Throws: `ScheduleError` with code `emptyPipeline` where a rank has nothing to do,
  ///   `unreadableAction` where a number is out of range, `misplacedAction` where a pair is not a
  ///   forward and a full backward of two different cells.
  init(_ programs: [[ScheduleSlot]]) throws(ScheduleError) {
    guard !programs.isEmpty else {
      throw ScheduleError(code: .emptyPipeline, detail: "0 ranks; at least 1 is needed")
    }
    for (rank, program) in programs.enumerated() {
      guard !program.isEmpty else {
        throw ScheduleError(
          code: .emptyPipeline, detail: "rank \(rank) of \(programs.count) has no action")
      }
      for slot in program {
        switch slot {
        case .single(let action): try include(action, rank: rank)
        case .pair(let forward, let backward):
          guard forward.kind == .forward, backward.kind == .backward,
            forward.stage != backward.stage || forward.microbatch != backward.microbatch
          else {
            throw ScheduleError(
              code: .misplacedAction,
              detail:
                "pair \(slot) on rank \(rank); a pair is one F and one B that differ in stage "
                + "or microbatch")
          }
          try include(forward, rank: rank)
          try include(backward, rank: rank)
        }
      }
    }
  }

  private mutating func include(_ action: PipelineAction, rank: Int) throws(ScheduleError) {
    guard action.stage >= 0, action.stage < Int32.max, action.microbatch >= 0,
      action.microbatch < Int32.max
    else {
      throw ScheduleError(
        code: .unreadableAction,
        detail: "\(action) on rank \(rank); stages and microbatches are numbered from 0, below "
          + "\(Int32.max)")
    }
    stages = max(stages, action.stage + 1)
    microbatches = max(microbatches, action.microbatch + 1)
    if action.kind == .forward { forwards += 1 }
  }

  /// With fewer forwards than cells some cell among the first `forwards + 1` has none, so a single
  /// huge number in a file costs no memory.
  ///
  /// - Throws: `ScheduleError` with code `incomplete`, naming the first cell without a forward.
  func requireEveryForward(in programs: [[ScheduleSlot]]) throws(ScheduleError) {
    let cells = stages * microbatches
    guard forwards < cells else { return }
    var seen = [Bool](repeating: false, count: forwards + 1)
    for program in programs {
      for slot in program {
        for action in slot.actions where action.kind == .forward {
          let cell = action.stage * microbatches + action.microbatch
          if cell < seen.count { seen[cell] = true }
        }
      }
    }
    let missing = seen.firstIndex(of: false) ?? forwards
    throw ScheduleError(
      code: .incomplete,
      detail: "stage \(missing / microbatches) has no forward of microbatch "
        + "\(missing % microbatches); \(stages) stages and \(microbatches) microbatches, numbered "
        + "from 0, need \(cells) forwards, \(forwards) are there")
  }
}
