/// Which slots wait for which across stages.
///
/// A rank runs its slots in order, so only the inputs that come from another stage are edges here: a
/// forward waits for the forward of the stage before it, a `B` or `I` for that of the stage after
/// it. A pair is one slot with both inputs.
struct SlotGraph {
  let table: ActionTable
  /// `[slot]`, the slot that makes the activations a forward reads; `ActionTable.absent` for none.
  private(set) var forwardInputs: [Int32]
  /// `[slot]`, the slot that makes the gradient a backward reads.
  private(set) var backwardInputs: [Int32]
  /// `[slot]`, the slot that reads the activations it makes.
  private var forwardReaders: [Int32]
  /// `[slot]`, the slot that reads the gradient it makes.
  private var backwardReaders: [Int32]

  /// - Complexity: O(actions)
  init(_ table: ActionTable, programs: [[ScheduleSlot]]) {
    self.table = table
    let none = [Int32](repeating: ActionTable.absent, count: table.ranks.count)
    (forwardInputs, backwardInputs, forwardReaders, backwardReaders) = (none, none, none, none)
    for stage in 1..<max(table.stages, 1) {
      for cell in stage * table.microbatches..<(stage + 1) * table.microbatches {
        let previous = cell - table.microbatches
        Self.connect(
          table.forwardSlots[previous], to: table.forwardSlots[cell],
          inputs: &forwardInputs, readers: &forwardReaders)
        Self.connect(
          table.backwardSlots[cell], to: table.backwardSlots[previous],
          inputs: &backwardInputs, readers: &backwardReaders)
      }
    }
  }

  private static func connect(
    _ source: Int32, to reader: Int32, inputs: inout [Int32], readers: inout [Int32]
  ) {
    inputs[Int(reader)] = source
    readers[Int(source)] = reader
  }

  /// Visits every slot that can run, each after its inputs and after the slots before it.
  ///
  /// - Parameter visit: Receives the number of a slot.
  /// - Returns: `[rank]`, the first slot that never got its inputs; the rank's end where all ran.
  /// - Complexity: O(slots): a rank is looked at again only when an input of its next slot arrived.
  func walk(_ visit: (Int) -> Void) -> [Int32] {
    let ranks = table.firstSlots.count - 1
    var next = Array(table.firstSlots.dropLast())
    var ready = Array((0..<ranks).reversed())
    while let rank = ready.popLast() {
      while next[rank] < table.firstSlots[rank + 1] {
        let slot = Int(next[rank])
        guard isDone(forwardInputs[slot], next), isDone(backwardInputs[slot], next) else { break }
        visit(slot)
        next[rank] += 1
        for reader in [forwardReaders[slot], backwardReaders[slot]]
        where reader != ActionTable.absent {
          let other = Int(table.ranks[Int(reader)])
          if other != rank, next[other] == reader { ready.append(other) }
        }
      }
    }
    return next
  }

  /// Whether a slot, given where each rank stands, has run; no slot counts as run.
  func isDone(_ slot: Int32, _ next: [Int32]) -> Bool {
    slot == ActionTable.absent || slot < next[Int(table.ranks[Int(slot)])]
  }
}
