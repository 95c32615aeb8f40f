/// Where in the rank programs each action stands.
///
/// Slots of all ranks are numbered in one row, rank 0 first; a cell is one stage for one microbatch,
/// `stage * microbatches + microbatch`. Flat arrays, because every schedule passes through here.
struct ActionTable {
  static let absent: Int32 = -1

  let stages: Int
  let microbatches: Int
  /// `[ranks + 1]`, the number of a rank's first slot; the last entry is the count of all slots.
  private(set) var firstSlots: [Int32] = [0]
  /// `[slot]`, the rank that runs it.
  private(set) var ranks: [Int32] = []
  /// `[cell]`, the slot of its forward.
  private(set) var forwardSlots: [Int32]
  /// `[cell]`, the slot of its `B` or `I`, after which the gradient of its input is there.
  private(set) var backwardSlots: [Int32]
  /// `[cell]`, the slot of its `B` or `W`, after which its activations are released.
  private(set) var weightSlots: [Int32]
  /// The first action that another one, which stands earlier, already did.
  private(set) var repeated: (action: PipelineAction, slot: Int, earlier: Int)?

  /// Fills the table from programs whose numbers lie within `stages` and `microbatches`.
  ///
  /// - Complexity: O(actions)
  init(programs: [[ScheduleSlot]], stages: Int, microbatches: Int) {
    self.stages = stages
    self.microbatches = microbatches
    let empty = [Int32](repeating: Self.absent, count: stages * microbatches)
    (forwardSlots, backwardSlots, weightSlots) = (empty, empty, empty)
    firstSlots.reserveCapacity(programs.count + 1)
    ranks.reserveCapacity(programs.reduce(0) { $0 + $1.count })
    for (rank, program) in programs.enumerated() {
      for slot in program {
        let number = Int32(ranks.count)
        ranks.append(Int32(rank))
        switch slot {
        case .single(let action): enter(action, slot: number)
        case .pair(let forward, let backward):
          enter(forward, slot: number)
          enter(backward, slot: number)
        }
      }
      firstSlots.append(Int32(ranks.count))
    }
  }

  private mutating func enter(_ action: PipelineAction, slot: Int32) {
    let cell = action.stage * microbatches + action.microbatch
    let earlier =
      switch action.kind {
      case .forward: Self.claim(&forwardSlots[cell], for: slot)
      case .backward:
        max(Self.claim(&backwardSlots[cell], for: slot), Self.claim(&weightSlots[cell], for: slot))
      case .backwardInput: Self.claim(&backwardSlots[cell], for: slot)
      case .backwardWeight: Self.claim(&weightSlots[cell], for: slot)
      }
    if earlier != Self.absent, repeated == nil { repeated = (action, Int(slot), Int(earlier)) }
  }

  /// Enters a slot where none stands yet, or returns the one that does.
  private static func claim(_ entry: inout Int32, for slot: Int32) -> Int32 {
    guard entry == absent else { return entry }
    entry = slot
    return absent
  }
}
