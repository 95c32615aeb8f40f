import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Timelines

@testable import Simulation

/// A step by definition: every operator of every GPU with explicit inputs, evaluated one by one.
///
/// Slow, and sharing nothing with the lane engine but durations: the oracle for its clocks and for
/// the attribution of waits.
struct ReferenceSimulator {
  let step: TrainingStep
  let lanes: Int
  private let group: Int
  private let coupling: Int
  /// `[rank][lane]`, when the compute stream is free: in the end, when the rank's program ended.
  var finish: [[Int64]]
  var shares: [[StepShares]]
  /// Time inside actions by kind, summed over GPUs.
  private(set) var actions = ActionShares()
  /// `[rank][lane]`, when a port is free.
  var sendFree: [[Int64]]
  var receiveFree: [[Int64]]
  /// `[direction, stage, microbatch]` to `[lane]`.
  var letters: [[Int]: [ReferenceTransfer]] = [:]
  /// `[rank]`, sends that wait for the next commit: letter and when its data were produced.
  var deferred: [[(letter: [Int], produced: [Int64])]]
  var variation: ReferenceVariation
  /// `[rank]`, slots that have run.
  private(set) var cursors: [Int]

  init(_ step: TrainingStep) {
    self.step = step
    let parallelism = step.configuration.parallelism
    lanes = parallelism.gpusPerPipelineRank
    group = parallelism.expert * parallelism.tensor
    coupling = parallelism.tensor * parallelism.context
    let ranks = step.schedule.ranks
    let zero = Array(repeating: Array(repeating: Int64(0), count: lanes), count: ranks)
    (finish, sendFree, receiveFree) = (zero, zero, zero)
    shares = Array(repeating: Array(repeating: StepShares(), count: lanes), count: ranks)
    deferred = Array(repeating: [], count: ranks)
    variation = ReferenceVariation(step)
    cursors = Array(repeating: 0, count: ranks)
    var moved = true
    while moved {
      moved = false
      for rank in cursors.indices {
        let program = step.schedule.programs[rank]
        while cursors[rank] < program.count, isReady(program[cursors[rank]]) {
          run(program[cursors[rank]], rank)
          cursors[rank] += 1
          moved = true
        }
      }
    }
    precondition(
      cursors == step.schedule.programs.map(\.count), "the reference stopped at \(cursors)")
    if commits { for rank in cursors.indices { awaitCommit([:], rank) } }
  }

  private func blocks(_ stage: Int) -> [StageBlock] {
    StageBlock.blocks(ofStage: stage, layout: step.layout, model: step.model)
  }

  /// A slot; without overlapped pairs the actions of one run one after the other.
  private mutating func run(_ slot: ScheduleSlot, _ rank: Int) {
    let actions = slot.actions
    let transfers = arrivals(actions, rank)
    if commits { awaitCommit(transfers, rank) }
    if step.configuration.overlap == .pairs {
      run(actions, transfers, rank, isPair: actions.count == 2)
    } else {
      for action in actions {
        let input = input(of: action.kind)
        run([action], transfers.filter { $0.key == input }, rank, isPair: actions.count == 2)
      }
    }
    if commits { sendDeferred(rank) }
  }

  private func lists(_ actions: [PipelineAction]) -> ReferenceLists {
    var lists = ReferenceLists(costs: step.costs, overlap: step.configuration.overlap)
    let stage = blocks(actions[0].stage)
    if actions.count == 2 {
      lists.pair(stage, blocks(actions[1].stage))
    } else {
      switch actions[0].kind {
      case .forward: lists.forward(stage)
      case .backward: lists.backward(stage, weights: true)
      case .backwardInput: lists.backward(stage, weights: false)
      case .backwardWeight: lists.weights(stage)
      }
    }
    lists.stretchExchanges()
    return lists
  }

  private mutating func run(
    _ actions: [PipelineAction], _ transfers: [ReferenceOperator.Input: [ReferenceTransfer]],
    _ rank: Int, isPair: Bool
  ) {
    let lists = lists(actions)
    // Operators and sends get their numbers in the order in which they are listed.
    var durations: [[Int64]] = []
    var sends: [(action: PipelineAction, output: Int, occupancy: [Int64])] = []
    for (number, part) in lists.operators.enumerated() {
      let action = actions.first { ($0.kind == .forward) == (part.direction == .forward) }
      durations.append(
        part.kind == .wait
          ? Array(repeating: 0, count: lanes)
          : variation.next(part, microbatch: action?.microbatch ?? 0, rank: rank))
      guard let action, lists.outputs[part.direction] == number, letter(from: action) != nil
      else { continue }
      sends.append((action, number, commits ? [] : variation.nextTransfer(rank: rank)))
    }
    let slot = ReferenceSlot(
      lists: lists, durations: durations, transfers: transfers, start: finish[rank],
      group: group, coupling: coupling, opensProgram: cursors[rank] == 0)
    finish[rank] = slot.end
    for lane in 0..<lanes { shares[rank][lane] = shares[rank][lane] + slot.shares[lane] }
    count(slot, actions[0].kind, isPair: isPair)
    for send in sends {
      guard let letter = letter(from: send.action) else { continue }
      if commits {
        deferred[rank].append((letter, slot.ends[send.output]))
      } else {
        self.send(
          letter, produced: slot.ends[send.output], at: slot.ends[send.output],
          occupancy: send.occupancy, rank)
      }
    }
  }

  /// The rows of the ISCA table: time inside an action is what it computes and waits for exchanges,
  /// less the wait for its group before its first operator.
  private mutating func count(
    _ slot: ReferenceSlot, _ kind: PipelineAction.Kind, isPair: Bool
  ) {
    var inside = VirtualTime.zero
    for (shares, outside) in zip(slot.shares, slot.outside) {
      inside += shares.computing + shares.exposedExpert - outside
    }
    switch kind {
    case _ where isPair: actions.pairs += inside
    case .forward: actions.forward += inside
    case .backward, .backwardInput: actions.backward += inside
    case .backwardWeight: actions.weight += inside
    }
  }
}
