import LinearAlgebra
import PipelineSchedules

extension ScheduleExecutor {
  /// Waits for the inputs of a slot and plays it.
  ///
  /// - Throws: As ``play(together:)``.
  func play(_ slot: Int, into record: inout RankRecord) throws {
    let free = clock.now
    try post(through: slot + slotsAhead)
    let actions = schedule.programs[rank][slot].actions
    let deliveries = try receive(actions, of: slot, into: &record)
    let last = deliveries.compactMap { $0 }.max { $0.arrived < $1.arrived }
    let start = max(free, last?.arrived ?? free)
    record.slots.append(
      RankRecord.Slot(
        free: free, made: min(max(free, last?.made ?? free), start), start: start, end: start,
        computing: 0))
    try play(actions, inputs: deliveries.map { $0?.matrix }, of: slot, into: &record)
    record.slots[slot].end = clock.now
  }

  /// Waits for the inputs of actions.
  ///
  /// - Returns: `[action]`, nil for one that reads nothing.
  private func receive(
    _ actions: [PipelineAction], of slot: Int, into record: inout RankRecord
  ) throws -> [BoundaryTraffic.Delivery?] {
    let inputs = actions.map { Boundary.input(of: $0, stages: schedule.stages) }
    let wanted = inputs.compactMap { $0 }
    var pause = Pause()
    var awaited: Boundary?
    try traffic.progress(awaiting: wanted)
    while true {
      let missing = wanted.first { self.traffic.awaited($0) != nil }
      guard let missing, let sender = traffic.awaited(missing) else { break }
      if awaited != missing {
        awaited = missing
        watchdog?.enter(.waiting(for: missing, from: sender, slot: slot))
      }
      pause.rest()
      try traffic.progress(awaiting: wanted)
    }
    var deliveries: [BoundaryTraffic.Delivery?] = []
    for input in inputs {
      guard let input else {
        deliveries.append(nil)
        continue
      }
      let delivery = try traffic.take(input)
      if delivery.sender != rank {
        record.transfers.append(
          RankRecord.Transfer(
            stage: input.stage, microbatch: input.microbatch,
            isForward: input.direction == .forward, made: delivery.made,
            arrived: delivery.arrived))
      }
      deliveries.append(delivery)
    }
    return deliveries
  }

  /// Plays the passes of a slot, in turns, and hands on what they make as soon as it is there.
  private func play(
    _ actions: [PipelineAction], inputs: [Matrix?], of slot: Int, into record: inout RankRecord
  ) throws {
    var played: [PlayedAction] = []
    for (place, action) in actions.enumerated() {
      watchdog?.enter(.playing(slot: slot))
      let began = clock.now
      let pass = try pass(of: action, input: inputs[place])
      record.played(slot: slot, action: place, from: began, to: clock.now)
      played.append(PlayedAction(action, place: place, pass: pass, stages: schedule.stages))
    }
    var open = played
    var turn = 0
    while !open.isEmpty {
      let current = open[turn]
      watchdog?.enter(.playing(slot: slot))
      let began = clock.now
      let goesOn = try current.pass.advance()
      record.played(slot: slot, action: current.place, from: began, to: clock.now)
      for action in played { try handOn(action) }
      try traffic.progress()
      if goesOn { turn += 1 } else { open.remove(at: turn) }
      if turn >= open.count { turn = 0 }
    }
    for action in played where action.owed != nil {
      throw ExecutionError(
        code: .wrongOutput, detail: "\(action.action) on rank \(rank) ended without an output")
    }
  }

  private func pass(of action: PipelineAction, input: Matrix?) throws -> any StagePass {
    let (stage, microbatch) = (action.stage, action.microbatch)
    let passes: Set<BackwardPass>
    switch action.kind {
    case .forward:
      return try worker.forward(stage: stage, microbatch: microbatch, input: input)
    case .backward: passes = [.input, .weight]
    case .backwardInput: passes = [.input]
    case .backwardWeight: passes = [.weight]
    }
    return try worker.backward(
      stage: stage, microbatch: microbatch, gradient: input, passes: passes)
  }

  private func handOn(_ action: PlayedAction) throws {
    guard let boundary = action.owed, let output = action.pass.output else { return }
    let shape = worker.boundaryShape
    guard output.rows == shape.rows, output.columns == shape.columns else {
      throw ExecutionError(
        code: .wrongOutput,
        detail: "\(action.action) on rank \(rank) made \(output.rows) x \(output.columns); "
          + "all ranks agreed on \(shape.rows) x \(shape.columns)")
    }
    try traffic.hand(boundary, output)
    action.owed = nil
  }
}
