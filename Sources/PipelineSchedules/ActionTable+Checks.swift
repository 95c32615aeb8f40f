extension ActionTable {
  /// Fills the table from programs of which nothing is known, and checks everything but progress.
  ///
  /// - Throws: `ScheduleError` as `PipelineSchedule.init(name:programs:)` does, except `deadlock`.
  /// - Complexity: O(actions), also where the numbers in the programs are absurd.
  init(checking programs: [[ScheduleSlot]]) throws(ScheduleError) {
    let bounds = try ActionBounds(programs)
    try bounds.requireEveryForward(in: programs)
    self.init(programs: programs, stages: bounds.stages, microbatches: bounds.microbatches)
    if let repeated {
      throw ScheduleError(
        code: .duplicateAction,
        detail: "\(repeated.action) (\(place(repeated.slot))) repeats work of "
          + "\(slot(repeated.earlier, of: programs)) (\(place(repeated.earlier))); each microbatch "
          + "meets each stage once: F, then B or I and W")
    }
    try requireCells(of: programs)
  }

  /// Each cell has its three slots, on one rank, in order.
  private func requireCells(of programs: [[ScheduleSlot]]) throws(ScheduleError) {
    for cell in forwardSlots.indices {
      let forward = Int(forwardSlots[cell])
      let backward = Int(backwardSlots[cell])
      let weight = Int(weightSlots[cell])
      guard forward >= 0, backward >= 0, weight >= 0 else {
        let missing = forward < 0 ? "forward" : backward < 0 ? "backward" : "weight backward (W)"
        throw ScheduleError(
          code: .incomplete,
          detail: "stage \(cell / microbatches) has no \(missing) of microbatch "
            + "\(cell % microbatches); \(stages) stages and \(microbatches) microbatches are needed "
            + "in full, numbered from 0")
      }
      guard ranks[forward] == ranks[backward], ranks[forward] == ranks[weight] else {
        let other = ranks[forward] == ranks[backward] ? weight : backward
        throw ScheduleError(
          code: .misplacedAction,
          detail: "\(slot(forward, of: programs)) is on \(place(forward)), "
            + "\(slot(other, of: programs)) on \(place(other)); all actions of a stage for one "
            + "microbatch belong on one rank")
      }
      guard forward < backward, backward <= weight else {
        let (late, early) = forward < backward ? (backward, weight) : (forward, backward)
        throw ScheduleError(
          code: .misplacedAction,
          detail: "\(slot(early, of: programs)) (\(place(early))) stands before "
            + "\(slot(late, of: programs)) (\(place(late))), whose result it needs")
      }
    }
  }

  func slot(_ number: Int, of programs: [[ScheduleSlot]]) -> ScheduleSlot {
    let rank = Int(ranks[number])
    return programs[rank][number - Int(firstSlots[rank])]
  }

  /// `rank 1, slot 4`, both counted from 0.
  private func place(_ number: Int) -> String {
    let rank = Int(ranks[number])
    return "rank \(rank), slot \(number - Int(firstSlots[rank]))"
  }
}
