import CostModels
import PipelineSchedules
import Quantities
import Timelines

@testable import Simulation

/// What travels between pipeline ranks.
extension ReferenceSimulator {
  var commits: Bool { step.configuration.transfers == .commit }

  /// The rank that holds the stage `step` further for the same microbatch, where it is another one.
  private func neighbour(_ action: PipelineAction, _ step: Int) -> Int? {
    let stage = action.stage + step
    guard (0..<self.step.schedule.stages).contains(stage) else { return nil }
    let here = self.step.schedule.rank(ofStage: action.stage, microbatch: action.microbatch)
    let there = self.step.schedule.rank(ofStage: stage, microbatch: action.microbatch)
    return here == there ? nil : there
  }

  /// The letter that an action waits for.
  private func letter(to action: PipelineAction) -> [Int]? {
    switch action.kind {
    case .forward: neighbour(action, -1).map { _ in [0, action.stage, action.microbatch] }
    case .backward, .backwardInput:
      neighbour(action, 1).map { _ in [1, action.stage, action.microbatch] }
    case .backwardWeight: nil
    }
  }

  /// The letter that an action sends.
  func letter(from action: PipelineAction) -> [Int]? {
    switch action.kind {
    case .forward: neighbour(action, 1).map { _ in [0, action.stage + 1, action.microbatch] }
    case .backward, .backwardInput:
      neighbour(action, -1).map { _ in [1, action.stage - 1, action.microbatch] }
    case .backwardWeight: nil
    }
  }

  func input(of kind: PipelineAction.Kind) -> ReferenceOperator.Input {
    kind == .forward ? .forwardTransfer : .backwardTransfer
  }

  func isReady(_ slot: ScheduleSlot) -> Bool {
    slot.actions.compactMap(letter(to:)).allSatisfy { letters[$0] != nil }
  }

  /// Receives the inputs of a slot, a pair's forward first: the port serves them in the order in
  /// which the program wants them.
  mutating func arrivals(
    _ actions: [PipelineAction], _ rank: Int
  ) -> [ReferenceOperator.Input: [ReferenceTransfer]] {
    var result: [ReferenceOperator.Input: [ReferenceTransfer]] = [:]
    for action in actions {
      guard let key = letter(to: action), let letter = letters[key] else { continue }
      let occupancy = variation.nextTransfer(rank: rank)
      result[input(of: action.kind)] = (0..<lanes).map { lane in
        let end = max(letter[lane].time, receiveFree[rank][lane]) + occupancy[lane]
        receiveFree[rank][lane] = end
        return ReferenceTransfer(
          produced: letter[lane].produced, time: end + step.costs.transferLatency.picoseconds)
      }
    }
    return result
  }

  /// Sends a letter as soon as the port is free, not before `time`.
  mutating func send(
    _ letter: [Int], produced: [Int64], at time: [Int64], occupancy: [Int64], _ rank: Int
  ) {
    letters[letter] = (0..<lanes).map { lane in
      let start = max(time[lane], sendFree[rank][lane])
      sendFree[rank][lane] = start + occupancy[lane]
      return ReferenceTransfer(produced: produced[lane], time: start)
    }
  }

  /// The first half of a commit: what earlier slots deferred goes when the last of them has ended.
  mutating func sendDeferred(_ rank: Int) {
    for (letter, produced) in deferred[rank] {
      let occupancy = variation.nextTransfer(rank: rank)
      send(letter, produced: produced, at: finish[rank], occupancy: occupancy, rank)
    }
  }

  /// The second half of a commit: the next slot starts when all is complete, sends and receives.
  ///
  /// A send is complete when its data are there; it waits for nobody, so all of its time is exposed
  /// communication. Of receives and sends, what came last gets the gap.
  mutating func awaitCommit(
    _ transfers: [ReferenceOperator.Input: [ReferenceTransfer]], _ rank: Int
  ) {
    for lane in 0..<lanes {
      let free = finish[rank][lane]
      var last = ReferenceTransfer(produced: free, time: free)
      if !deferred[rank].isEmpty {
        last.time = sendFree[rank][lane] + step.costs.transferLatency.picoseconds
      }
      for input in [ReferenceOperator.Input.forwardTransfer, .backwardTransfer] {
        guard let transfer = transfers[input]?[lane], transfer.time >= last.time else { continue }
        last = transfer
      }
      let start = max(free, last.time)
      // Before a GPU's first operator all is bubble.
      shares[rank][lane].book(
        free..<start, producedAt: cursors[rank] == 0 ? start : last.produced)
      finish[rank][lane] = start
    }
    deferred[rank] = []
  }
}
