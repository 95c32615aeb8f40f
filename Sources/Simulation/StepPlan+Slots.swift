import PipelineSchedules
import Quantities

extension StepPlan {
  /// Makes one operator of every slot.
  ///
  /// - Parameters:
  ///   - schedule: Whose slots they are.
  ///   - latency: Of a message between ranks, which keeps no port busy.
  ///   - duration: Of a slot.
  /// - Complexity: O(slots)
  init(
    _ schedule: PipelineSchedule, latency: VirtualTime, duration: (ScheduleSlot) -> VirtualTime
  ) {
    let routes = TransferRoutes(schedule: schedule)
    var table = OperatorTable()
    let (forward, backward) = (table.named("send F", .zero), table.named("send B", .zero))
    var templates: [[Instruction]] = []
    programs = schedule.programs.map { program in
      program.map { slot in
        let made = Slot(slot, template: Int32(templates.count), routes: routes)
        let work = table.slot(templates.count, slot.label, duration(slot))
        var instructions: [Instruction] = []
        if made.forwardInput >= 0 || made.backwardInput >= 0 {
          instructions.append(Instruction(code: .awaitTransfers))
        }
        instructions.append(
          Instruction(
            code: .compute, direction: slot.byDirection.forward == nil ? .backward : .forward,
            duration: work.duration, label: work.label))
        if made.forwardOutput >= 0 {
          instructions.append(Instruction(code: .send, label: forward.label))
        }
        if made.backwardOutput >= 0 {
          instructions.append(
            Instruction(code: .send, direction: .backward, label: backward.label))
        }
        templates.append(instructions)
        return made
      }
    }
    self.schedule = schedule
    self.templates = templates
    self.table = table
    transferOccupancy = 0
    transferLatency = latency.picoseconds
    commitsTransfers = false
    ignoresInputs = false
  }
}

extension StepPlan.Slot {
  fileprivate init(_ slot: ScheduleSlot, template: Int32, routes: TransferRoutes) {
    let (forward, backward) = slot.byDirection
    self.init(
      template: template, forward: forward, backward: backward,
      front: forward.map(routes.route) ?? TransferRoutes.Route(),
      back: backward.map(routes.route) ?? TransferRoutes.Route())
  }

  /// Gathers what the engine wants to know of a slot, of which at least one action is there.
  init(
    template: Int32, forward: PipelineAction?, backward: PipelineAction?,
    front: TransferRoutes.Route, back: TransferRoutes.Route
  ) {
    let counted: StepPlan.SlotClass =
      switch (forward, backward?.kind) {
      case (.some, .some): .pair
      case (_, .backwardWeight): .weight
      case (_, .some): .backward
      default: .forward
      }
    self.init(
      template: template, forwardInput: front.input, backwardInput: back.input,
      forwardOutput: front.output, backwardOutput: back.output, forwardReceiver: front.receiver,
      backwardReceiver: back.receiver, forwardMicrobatch: Int32(forward?.microbatch ?? 0),
      backwardMicrobatch: Int32(backward?.microbatch ?? 0), counted: counted)
  }
}

extension ScheduleSlot {
  /// The action that goes forward and the one that goes backward; one of them in any slot but a pair.
  var byDirection: (forward: PipelineAction?, backward: PipelineAction?) {
    switch self {
    case .single(let action) where action.kind == .forward: (action, nil)
    case .single(let action): (nil, action)
    case .pair(let forward, let backward): (forward, backward)
    }
  }

  /// What a timeline calls an operator that is a whole slot.
  fileprivate var label: String {
    switch self {
    case .single(let action): "\(action.kind)"
    case .pair: "forward and backward"
    }
  }
}
