import PipelineSchedules
import Quantities

/// Runs a plan on one block of lanes: rank programs advance by dataflow, without an event queue.
///
/// A rank runs until an input is missing; a delivery makes it runnable again. Nothing here depends
/// on the order in which ranks get their turn: clocks follow from inputs alone.
struct LaneEngine: ~Copyable {
  let plan: StepPlan
  /// Nil where every GPU takes the same time.
  let variation: LaneVariation?
  let arena: LaneArena
  var mail: Mailboxes
  /// The ranks that run here; others' letters come and go through `link`.
  let ranks: Range<Int>
  /// Neighbouring lanes whose compute operators end together: tensor and context parallel.
  let coupling: Int
  var link: (any RankLink)?
  var recorder: LaneRecorder?

  private let instructions: [Instruction]
  private let bounds: [Range<Int>]
  private var cursors: [Int]
  /// Counts the operators of each rank's program: it keys random effects.
  private var numbers: [Int]
  /// Sum of durations where they are the same on every lane.
  private(set) var uniformComputing: [Int64]
  private var deferred: [[Send]]
  /// Whether a rank's last commit had sends.
  private var isSending: [Bool]
  private var runnable: [Int]

  /// A send that waits for the next commit; its letter holds when the data were produced.
  private struct Send {
    var box: Int32
    var receiver: Int32
    var instruction: Instruction
    var slot: Int
  }

  init(
    plan: StepPlan, variation: LaneVariation?, arena: LaneArena, ranks: Range<Int>,
    coupling: Int, link: (any RankLink)?, recorder: LaneRecorder?
  ) {
    (self.plan, self.variation, self.arena) = (plan, variation, arena)
    mail = Mailboxes(count: plan.mailboxes, lanes: arena.lanes)
    (self.ranks, self.coupling, self.link, self.recorder) = (ranks, coupling, link, recorder)
    instructions = plan.templates.flatMap { $0 }
    var end = 0
    bounds = plan.templates.map { template in
      defer { end += template.count }
      return end..<end + template.count
    }
    cursors = Array(repeating: 0, count: plan.programs.count)
    numbers = cursors
    uniformComputing = Array(repeating: 0, count: plan.programs.count)
    deferred = Array(repeating: [], count: plan.programs.count)
    isSending = Array(repeating: false, count: plan.programs.count)
    runnable = Array(ranks.reversed())
  }

  /// Runs all ranks to the end of their programs.
  ///
  /// - Throws: `SimulationError` with code `deadlock` when no rank can go on.
  /// - Complexity: O(operators · lanes)
  mutating func run() throws {
    while true {
      while let rank = runnable.popLast() { try advance(rank) }
      let open = ranks.filter { cursors[$0] < plan.programs[$0].count }
      if open.isEmpty { return }
      guard let link else { throw SimulationError.deadlock(open, cursors, plan) }
      runnable.append(try link.receive(into: &mail))
    }
  }

  private mutating func advance(_ rank: Int) throws {
    let rows = arena.rows(rank)
    let program = plan.programs[rank]
    while cursors[rank] < program.count {
      let slot = program[cursors[rank]]
      if plan.commitsTransfers { try commit(rank, rows) }
      guard
        plan.ignoresInputs || mail.isFilled(slot.forwardInput) && mail.isFilled(slot.backwardInput)
      else { return }
      take(slot, rank, rows)
      if plan.commitsTransfers {
        awaitTogether(
          [slot.forwardInput, slot.backwardInput], rank, rows, opensProgram: cursors[rank] == 0)
      }
      try play(slot, rank, rows)
      cursors[rank] += 1
    }
    if plan.commitsTransfers {
      try commit(rank, rows)
      awaitTogether([], rank, rows)
    }
  }

  // MARK: Slots

  private mutating func play(_ slot: StepPlan.Slot, _ rank: Int, _ rows: LaneRows) throws {
    recorder?.open(rank: rank, slot: cursors[rank])
    let variation = variation
    for index in bounds[Int(slot.template)] {
      let instruction = instructions[index]
      let place = Int(instruction.place)
      switch instruction.code {
      case .compute:
        let durations = computeDurations(instruction, variation, slot, rank, rows)
        if coupling > 1 { LaneKernels.couple(rows, durations, coupling: coupling) }
        LaneKernels.compute(rows, durations)
        recorder?.computed(instruction, rows, durations)
      case .computeAfterExchange:
        let durations = computeDurations(instruction, variation, slot, rank, rows)
        if instruction.opensSlot || coupling > 1 {
          LaneKernels.awaitExchange(rows, place: place, opensSlot: instruction.opensSlot)
          if coupling > 1 { LaneKernels.couple(rows, durations, coupling: coupling) }
          LaneKernels.compute(rows, durations)
        } else {
          LaneKernels.computeAfterExchange(rows, place: place, durations)
        }
        recorder?.computed(instruction, rows, durations)
      case .awaitExchange:
        LaneKernels.awaitExchange(rows, place: place, opensSlot: instruction.opensSlot)
      case .awaitTransfer:
        let box = instruction.direction == .forward ? slot.forwardInput : slot.backwardInput
        guard !plan.ignoresInputs else { continue }
        let letter = mail.letter(box)
        // Before a rank's first operator all is bubble.
        let produced = unsafe cursors[rank] == 0 ? letter.moves : letter.produced
        unsafe LaneKernels.awaitTransfer(rows, produced: produced, arrival: letter.moves)
      case .awaitTransfers:
        awaitLast([slot.forwardInput, slot.backwardInput], rows, opensProgram: cursors[rank] == 0)
      case .exchange: exchange(instruction, variation, slot, rank, rows)
      case .send, .sendAfterExchange: try send(instruction, slot, rank, rows)
      }
    }
    LaneKernels.closeSlot(rows, slot.counted)
    recorder?.close()
    guard !plan.ignoresInputs else { return }
    if slot.forwardInput >= 0 { mail.clear(slot.forwardInput) }
    if slot.backwardInput >= 0 { mail.clear(slot.backwardInput) }
  }

  @inline(__always)
  private mutating func computeDurations(
    _ instruction: Instruction, _ variation: LaneVariation?, _ slot: StepPlan.Slot, _ rank: Int,
    _ rows: LaneRows
  ) -> LaneDuration {
    let duration = plan.table.durations[Int(instruction.duration)]
    uniformComputing[rank] &+= duration
    return next(duration, instruction, variation, slot, rank, rows)
  }

  @inline(__always)
  private mutating func next(
    _ duration: Int64, _ instruction: Instruction, _ variation: LaneVariation?,
    _ slot: StepPlan.Slot, _ rank: Int, _ rows: LaneRows
  ) -> LaneDuration {
    numbers[rank] &+= 1
    return variation?.durations(
      duration, instruction,
      microbatch: Int(
        instruction.direction == .forward ? slot.forwardMicrobatch : slot.backwardMicrobatch),
      rank: rank, number: numbers[rank], rows: rows)
      ?? LaneDuration(duration)
  }

  private mutating func transferDurations(_ rank: Int, _ rows: LaneRows) -> LaneDuration {
    numbers[rank] &+= 1
    return variation?.durations(
      plan.transferOccupancy, Instruction(code: .send), microbatch: 0, rank: rank,
      number: numbers[rank], rows: rows) ?? LaneDuration(plan.transferOccupancy)
  }

  @inline(__always)
  private mutating func exchange(
    _ instruction: Instruction, _ variation: LaneVariation?, _ slot: StepPlan.Slot, _ rank: Int,
    _ rows: LaneRows
  ) {
    var ready = unsafe rows[.clock]
    if instruction.afterTransfer, !plan.ignoresInputs {
      let box = instruction.direction == .forward ? slot.forwardInput : slot.backwardInput
      let (arrival, scratch) = unsafe (mail.letter(box).moves, rows[.scratch])
      for lane in 0..<rows.lanes { unsafe scratch[lane] = max(ready[lane], arrival[lane]) }
      unsafe ready = scratch
    }
    let durations = next(
      plan.table.durations[Int(instruction.duration)], instruction, variation, slot, rank, rows)
    let previous =
      instruction.previous == Instruction.noPlace ? nil : Int(instruction.previous)
    unsafe LaneKernels.exchange(
      rows, ready: ready, place: Int(instruction.place), previous: previous, durations)
    recorder?.exchanged(instruction, rows)
  }

  // MARK: Transfers

  /// Turns the letters of a slot's inputs from "begins to move" to "arrived".
  ///
  /// The receive side of a GPU's port serves its transfers in the order in which its program wants
  /// them, so that no clock depends on who delivered first.
  private mutating func take(_ slot: StepPlan.Slot, _ rank: Int, _ rows: LaneRows) {
    guard !plan.ignoresInputs else { return }
    for box in [slot.forwardInput, slot.backwardInput] where box >= 0 {
      let moves = unsafe mail.letter(box).moves
      let free = unsafe rows[.receiveFree]
      let durations = transferDurations(rank, rows)
      for lane in 0..<rows.lanes {
        let end = unsafe max(moves[lane], free[lane]) &+ durations[lane]
        unsafe free[lane] = end
        unsafe moves[lane] = end &+ plan.transferLatency
      }
    }
  }

  /// In commit mode a slot starts when the last sends are gone and all inputs are there; what came
  /// last gets the gap.
  private mutating func awaitTogether(
    _ boxes: [Int32], _ rank: Int, _ rows: LaneRows, opensProgram: Bool = false
  ) {
    let (produced, arrival) = unsafe (rows[.scratchProduced], rows[.scratch])
    let (clock, free) = unsafe (rows[.clock], rows[.sendFree])
    for lane in 0..<rows.lanes {
      unsafe produced[lane] = clock[lane]
      unsafe arrival[lane] =
        isSending[rank] ? free[lane] &+ plan.transferLatency : clock[lane]
    }
    isSending[rank] = false
    for box in boxes where box >= 0 {
      let letter = mail.letter(box)
      for lane in 0..<rows.lanes where unsafe letter.moves[lane] >= arrival[lane] {
        unsafe arrival[lane] = letter.moves[lane]
        unsafe produced[lane] = letter.produced[lane]
      }
    }
    unsafe LaneKernels.awaitTransfer(
      rows, produced: opensProgram ? arrival : produced, arrival: arrival)
  }

  private mutating func send(
    _ instruction: Instruction, _ slot: StepPlan.Slot, _ rank: Int, _ rows: LaneRows
  ) throws {
    guard !plan.ignoresInputs else { return }
    let isForward = instruction.direction == .forward
    let send = Send(
      box: isForward ? slot.forwardOutput : slot.backwardOutput,
      receiver: isForward ? slot.forwardReceiver : slot.backwardReceiver,
      instruction: instruction, slot: cursors[rank])
    let ready =
      instruction.code == .send
      ? unsafe rows[.clock] : unsafe rows[place: Int(instruction.place)]
    let letter = mail.post(send.box)
    unsafe letter.produced.update(from: ready, count: rows.lanes)
    if plan.commitsTransfers {
      deferred[rank].append(send)
    } else {
      try unsafe depart(send, letter, at: letter.produced, rank, rows)
    }
  }

  private mutating func depart(
    _ send: Send, _ letter: Letter, at time: UnsafeMutablePointer<Int64>, _ rank: Int,
    _ rows: LaneRows
  ) throws {
    let durations = transferDurations(rank, rows)
    let (moves, free) = unsafe (letter.moves, rows[.sendFree])
    for lane in 0..<rows.lanes {
      let start = unsafe max(time[lane], free[lane])
      unsafe moves[lane] = start
      unsafe free[lane] = start &+ durations[lane]
    }
    recorder?.sent(
      send.instruction, rank: rank, slot: send.slot, letter,
      occupancy: durations[recorder?.lane ?? 0])
    if ranks.contains(Int(send.receiver)) {
      runnable.append(Int(send.receiver))
    } else {
      try link?.deliver(send.box, letter, to: Int(send.receiver))
      mail.clear(send.box)
    }
  }

  /// Lets the sends of earlier slots go.
  private mutating func commit(_ rank: Int, _ rows: LaneRows) throws {
    if deferred[rank].isEmpty { return }
    isSending[rank] = true
    for send in deferred[rank] {
      try unsafe depart(send, mail.letter(send.box), at: rows[.clock], rank, rows)
    }
    deferred[rank] = []
  }
}
