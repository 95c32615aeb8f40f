import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Simulation
import Timelines

@testable import Simulation

/// A step by definition: every operator of every GPU with explicit inputs, evaluated one by one.
///
/// Slow, and sharing nothing with the lane engine but durations: the oracle for its clocks and for
/// the attribution of waits.
struct ReferenceSimulator {
  let step: TrainingStep
  private let lanes: Int
  private let group: Int
  private let coupling: Int
  /// `[rank][lane]`, when its last slot ended.
  private(set) var finish: [[Int64]]
  private(set) var shares: [[StepShares]]
  private var computeFree: [[Int64]]
  private var sendFree: [[Int64]]
  private var receiveFree: [[Int64]]
  /// `[direction, stage, microbatch]` to `[lane]` of (produced, begins to move).
  private var letters: [[Int]: [(produced: Int64, moves: Int64)]] = [:]

  init(_ step: TrainingStep) {
    self.step = step
    lanes = step.configuration.parallelism.gpusPerPipelineRank
    let parallelism = step.configuration.parallelism
    group = parallelism.expert * parallelism.tensor
    coupling = parallelism.tensor * parallelism.context
    let zero = Array(
      repeating: Array(repeating: Int64(0), count: lanes), count: step.schedule.ranks)
    (finish, computeFree, sendFree, receiveFree) = (zero, zero, zero, zero)
    shares = Array(
      repeating: Array(repeating: StepShares(), count: lanes), count: step.schedule.ranks)
    var cursors = Array(repeating: 0, count: step.schedule.ranks)
    var moved = true
    while moved {
      moved = false
      for rank in cursors.indices {
        while cursors[rank] < step.schedule.programs[rank].count,
          isReady(step.schedule.programs[rank][cursors[rank]])
        {
          run(step.schedule.programs[rank][cursors[rank]], rank)
          cursors[rank] += 1
          moved = true
        }
      }
    }
    precondition(
      cursors == step.schedule.programs.map(\.count), "the reference stopped at \(cursors)")
  }

  private func neighbour(_ action: PipelineAction, _ step: Int) -> Int? {
    let stage = action.stage + step
    guard (0..<self.step.schedule.stages).contains(stage) else { return nil }
    let here = self.step.schedule.rank(ofStage: action.stage, microbatch: action.microbatch)
    let there = self.step.schedule.rank(ofStage: stage, microbatch: action.microbatch)
    return here == there ? nil : there
  }

  private func inputKey(_ action: PipelineAction) -> [Int]? {
    switch action.kind {
    case .forward: neighbour(action, -1).map { _ in [0, action.stage, action.microbatch] }
    case .backward, .backwardInput:
      neighbour(action, 1).map { _ in [1, action.stage, action.microbatch] }
    case .backwardWeight: nil
    }
  }

  private func isReady(_ slot: ScheduleSlot) -> Bool {
    slot.actions.compactMap(inputKey).allSatisfy { letters[$0] != nil }
  }

  private func blocks(_ stage: Int) -> [StageBlock] {
    StageBlock.blocks(ofStage: stage, layout: step.layout, model: step.model)
  }

  private mutating func run(_ slot: ScheduleSlot, _ rank: Int) {
    switch slot {
    case .single(let action): run([action], rank)
    case .pair(let forward, let backward): run([forward, backward], rank)
    }
  }

  private mutating func run(_ actions: [PipelineAction], _ rank: Int) {
    var lists = ReferenceLists(costs: step.costs)
    if actions.count == 2 {
      lists.pair(blocks(actions[0].stage), blocks(actions[1].stage))
    } else {
      let stage = blocks(actions[0].stage)
      switch actions[0].kind {
      case .forward: lists.forward(stage)
      case .backward: lists.backward(stage, weights: true)
      case .backwardInput: lists.backward(stage, weights: false)
      case .backwardWeight: lists.weights(stage)
      }
    }
    lists.stretchExchanges()
    let slot = ReferenceSlot(
      lists: lists, transfers: arrivals(actions, rank), start: computeFree[rank],
      group: group, coupling: coupling, slowdown: slowdown(rank))
    for lane in 0..<lanes { shares[rank][lane] = shares[rank][lane] + slot.shares[lane] }
    computeFree[rank] = slot.end
    finish[rank] = slot.end
    // The port sends in the order in which the operators stand in the lists.
    let backwardFirst = (lists.backwardOutput ?? 0) < (lists.forwardOutput ?? 0)
    for action in backwardFirst ? actions.reversed() : actions { send(action, slot, rank) }
  }

  private func slowdown(_ rank: Int) -> [Int64] {
    (0..<lanes).map { lane in
      let gpu = rank * lanes + lane
      let straggler = step.configuration.stragglers.first { $0.gpu == gpu }
      return Int64(((straggler?.slowdown ?? 1) * 65_536).rounded())
    }
  }

  private mutating func arrivals(
    _ actions: [PipelineAction], _ rank: Int
  ) -> [ReferenceOperator.Input: [(produced: Int64, arrival: Int64)]] {
    var result: [ReferenceOperator.Input: [(produced: Int64, arrival: Int64)]] = [:]
    for action in actions {
      guard let key = inputKey(action), let letter = letters[key] else { continue }
      let input: ReferenceOperator.Input =
        action.kind == .forward ? .forwardTransfer : .backwardTransfer
      result[input] = letter.enumerated().map { lane, times in
        let end =
          max(times.moves, receiveFree[rank][lane]) + step.costs.transferOccupancy.picoseconds
        receiveFree[rank][lane] = end
        return (times.produced, end + step.costs.transferLatency.picoseconds)
      }
    }
    return result
  }

  private mutating func send(_ action: PipelineAction, _ slot: ReferenceSlot, _ rank: Int) {
    let isForward = action.kind == .forward
    guard action.kind != .backwardWeight, neighbour(action, isForward ? 1 : -1) != nil,
      let output = isForward ? slot.lists.forwardOutput : slot.lists.backwardOutput
    else { return }
    let key = [isForward ? 0 : 1, action.stage + (isForward ? 1 : -1), action.microbatch]
    letters[key] = (0..<lanes).map { lane in
      let produced = slot.ends[output][lane]
      let start = max(produced, sendFree[rank][lane])
      sendFree[rank][lane] = start + step.costs.transferOccupancy.picoseconds
      return (produced, start)
    }
  }
}
