import CostModels
import PipelineSchedules
import TransformerModels

/// A schedule turned into operators: what the lane engine runs, the same for every lane.
struct StepPlan {
  /// One entry of a rank program.
  struct Slot {
    /// Index into ``templates``.
    var template: Int32
    /// The pipeline inputs it needs, as mailbox numbers; -1 for none.
    var forwardInput: Int32
    var backwardInput: Int32
    /// Where its outputs go; -1 for none.
    var forwardOutput: Int32
    var backwardOutput: Int32
    /// Ranks that wait for the outputs.
    var forwardReceiver: Int32
    var backwardReceiver: Int32
    /// Microbatches of its actions; 0 where it has none.
    var forwardMicrobatch: Int32
    var backwardMicrobatch: Int32
    /// Which of the action sums it counts to.
    var counted: SlotClass
  }

  /// The rows of the ISCA table that a slot's time counts to.
  enum SlotClass: UInt8, CaseIterable {
    case forward, backward, weight, pair
  }

  let schedule: PipelineSchedule
  let templates: [[Instruction]]
  /// `[rank][slot]`, in the order of the schedule's programs.
  let programs: [[Slot]]
  let table: OperatorTable
  /// How long a transfer keeps a port busy, and what it takes on top; in picoseconds.
  let transferOccupancy: Int64
  let transferLatency: Int64
  /// Every slot waits for the sends of the one before it.
  let commitsTransfers: Bool
  /// A what-if: pipeline inputs are there when they are wanted.
  let ignoresInputs: Bool

  /// Numbers of mailboxes: forward and backward inputs of each (stage, microbatch).
  var mailboxes: Int { 2 * schedule.stages * schedule.microbatches }

  /// How long expert exchanges run on one GPU, waits not counted; a mean over pipeline ranks in
  /// picoseconds.
  var exchangeTime: Int64 {
    let times = templates.map { instructions in
      instructions.reduce(Int64(0)) { sum, instruction in
        instruction.code == .exchange ? sum + table.durations[Int(instruction.duration)] : sum
      }
    }
    return programs.joined().reduce(0) { $0 + times[Int($1.template)] } / Int64(programs.count)
  }

  /// Operators of the step, one per pipeline rank: waits are none, transfers are.
  var operators: Int {
    let sizes = templates.map { instructions in
      instructions.count { $0.code != .awaitExchange && $0.code != .awaitTransfer }
    }
    return programs.joined().reduce(0) { $0 + sizes[Int($1.template)] }
  }
}
