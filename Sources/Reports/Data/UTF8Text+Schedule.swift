internal import PipelineSchedules

extension [UInt8] {
  /// Appends an action as its description reads, without making a string of it.
  mutating func append(_ action: PipelineAction) {
    appendDecimal(action.stage)
    append(action.kind.letter)
    appendDecimal(action.microbatch)
  }

  /// Appends a slot for people: `2F0`, `0F3 + 3B5`.
  mutating func append(_ slot: ScheduleSlot) {
    switch slot {
    case .single(let action): append(action)
    case .pair(let forward, let backward):
      append(forward)
      self += " + ".utf8
      append(backward)
    }
  }
}

extension PipelineAction.Kind {
  fileprivate var letter: UInt8 {
    switch self {
    case .forward: UInt8(ascii: "F")
    case .backward: UInt8(ascii: "B")
    case .backwardInput: UInt8(ascii: "I")
    case .backwardWeight: UInt8(ascii: "W")
    }
  }
}
