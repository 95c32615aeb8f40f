extension SlotGraph {
  /// Runs the programs without durations.
  ///
  /// - Throws: `ScheduleError` with code `deadlock` where some rank never gets an input; its detail
  ///   is a cycle of actions, each waiting for the next.
  /// - Complexity: O(slots)
  func requireProgress(of programs: [[ScheduleSlot]]) throws(ScheduleError) {
    let next = walk { _ in }
    guard let stuck = next.indices.first(where: { next[$0] < table.firstSlots[$0 + 1] }) else {
      return
    }
    throw ScheduleError(code: .deadlock, detail: cycle(from: stuck, next: next, programs))
  }

  /// Every stuck rank waits for a slot of a stuck rank, so that the chain comes back to one of them.
  private func cycle(from start: Int, next: [Int32], _ programs: [[ScheduleSlot]]) -> String {
    var positions = [Int](repeating: -1, count: next.count)
    var waits: [(waiting: Int, missing: Int)] = []
    var rank = start
    while positions[rank] < 0 {
      positions[rank] = waits.count
      let waiting = Int(next[rank])
      let missing = Int(
        isDone(forwardInputs[waiting], next) ? backwardInputs[waiting] : forwardInputs[waiting])
      waits.append((waiting, missing))
      rank = Int(table.ranks[missing])
    }
    let cycle = waits[positions[rank]...]
    var text = ""
    for wait in cycle {
      let behind = Int(next[Int(table.ranks[wait.missing])])
      text += "\(named(wait.waiting, programs)) waits for \(table.slot(wait.missing, of: programs))"
      text += wait.missing == behind ? "; " : ", which stands behind \(named(behind, programs)); "
    }
    return text
      + "so none of these \(cycle.count == 1 ? "slots" : "\(cycle.count) slots") can start"
  }

  private func named(_ slot: Int, _ programs: [[ScheduleSlot]]) -> String {
    "\(table.slot(slot, of: programs)) (rank \(table.ranks[slot]))"
  }
}
