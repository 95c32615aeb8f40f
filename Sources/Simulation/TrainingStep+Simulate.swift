import ClusterModels
import CostModels
public import MPIRuntime
import PipelineSchedules
public import Quantities
import Timelines

extension TrainingStep {
  /// Simulates the step on every GPU, spread over the processes of a communicator.
  ///
  /// - Parameters:
  ///   - communicator: All its processes call this with the same arguments.
  ///   - whatIf: Costs that are taken away.
  ///   - detail: What to keep beyond the sums.
  ///   - drawn: Expert loads that other steps have drawn, where the same are wanted again.
  /// - Returns: The same sums on every process, for any number of processes.
  /// - Throws: `SimulationError` with code `tooLarge` where the step has too many operators or takes
  ///   too long, `deadlock`; `MPIError` when a message fails.
  /// - Complexity: O(operators · lanes / processes)
  public func simulate(
    on communicator: Communicator, without whatIf: WhatIf = [],
    keeping detail: StepResult.Detail = .sums, reusing drawn: DrawnLoads? = nil
  ) throws -> StepResult {
    let lanes = simulatedLanes
    let plan = try plan(without: whatIf)
    var runner = BlockRunner(
      step: self, plan: plan,
      partition: Partition(
        process: communicator.rank, of: communicator.size, lanes: lanes, groupSize: laneGroup,
        ranks: schedule.ranks),
      communicator: communicator, detail: detail, drawn: drawn ?? DrawnLoads(keeping: 0))
    try runner.run()
    var sums = runner.sums
    sums.values = try communicator.allReduce(sums.values, .sum)
    sums.lastFinish = try communicator.allReduce(sums.lastFinish, .max)
    let groups = reductionGroups(lastFinish: sums.lastFinish, without: whatIf)
    let records = try gathered(runner.records, communicator)
    let replica = try ReplicaRecording(runner.recorder, schedule: schedule, on: communicator)
    let timeline = StepSummary(sums: sums, groups: groups, lanesPerRank: lanes).timeline(
      schedule: schedule, detail: detail, records: records, replica: replica,
      labels: plan.table.labels)
    var everyGPU: [[StepShares]] = []
    if detail == .everyGPU {
      everyGPU = (0..<schedule.ranks).map { rank in
        records.filter { $0.rank == rank }.sorted { $0.lane < $1.lane }
          .map { $0.shares(in: groups) }
      }
    }
    return StepResult(
      timeline: timeline, gpus: everyGPU, operators: plan.operators,
      expertCommunication: VirtualTime(picoseconds: plan.exchangeTime))
  }

  /// The length of the step, computed by this process alone.
  ///
  /// Where no GPU differs from its neighbours, all lanes have the same clocks, and one stands for
  /// them all: the result is that of ``simulate(on:without:keeping:)`` to the picosecond.
  ///
  /// - Parameter whatIf: Costs that are taken away.
  /// - Returns: From 0 to the end of the last GPU's optimiser.
  /// - Throws: `SimulationError`, as ``simulate(on:without:keeping:)``.
  /// - Complexity: O(operators) without random effects and stragglers, else O(operators · lanes)
  public func length(without whatIf: WhatIf = []) throws -> VirtualTime {
    guard !configuration.hasLaneEffects else {
      return try simulate(on: .solo(), without: whatIf).step
    }
    let plan = try plan(without: whatIf)
    let arena = LaneArena(ranks: schedule.ranks, lanes: 1, groupSize: 1)
    var engine = LaneEngine(
      plan: plan, variation: nil, arena: arena, ranks: 0..<schedule.ranks,
      coupling: 1, link: nil, recorder: nil)
    try engine.run()
    let finish = (0..<schedule.ranks).map { unsafe arena.rows($0)[.clock][0] }
    return VirtualTime(picoseconds: reductionGroups(lastFinish: finish, without: whatIf).step)
  }

  /// Simulates one group of lanes alone, by this process: an estimate where groups differ.
  ///
  /// - Parameter drawn: Expert loads that other steps have drawn, where the same are wanted again.
  /// - Returns: The step as if every group were like the first.
  /// - Throws: `SimulationError` with code `deadlock`.
  /// - Complexity: O(operators · lanes of a group)
  public func simulateOneGroup(reusing drawn: DrawnLoads? = nil) throws -> StepResult {
    var sample = self
    sample.sampledGroups = 1
    return try sample.simulate(on: .solo(), reusing: drawn)
  }

  private func plan(without whatIf: WhatIf) throws(SimulationError) -> StepPlan {
    var costs = costs
    if whatIf.contains(.pipelineCommunication) { costs.transfersMeetExchanges = false }
    let plan = StepPlan(
      schedule: schedule, layout: layout, model: model, costs: costs,
      overlap: configuration.overlap, commitsTransfers: configuration.transfers == .commit,
      without: whatIf, scales: scales)
    try requireSize(of: plan)
    return plan
  }

  private func reductionGroups(
    lastFinish: [Int64], without whatIf: WhatIf
  ) -> ReductionGroups {
    var costs = stepEndCosts
    if whatIf.contains(.gradientReduction) {
      for rank in costs.indices {
        costs[rank].reduceScatter = .zero
        costs[rank].embeddingAllReduce = .zero
        costs[rank].allGather = .zero
      }
    }
    return ReductionGroups(
      lastFinish: lastFinish, costs: costs, slowdown: rankSlowdown,
      peers: ReductionGroups.peers(of: schedule, tied: embeddingCopies))
  }

  private func gathered(
    _ records: [GPURecord], _ communicator: Communicator
  ) throws -> [GPURecord] {
    let parts = try communicator.gather(records.flatMap(\.numbers), to: 0) ?? []
    return parts.flatMap { numbers in
      stride(from: 0, to: numbers.count, by: GPURecord.width).map {
        GPURecord(numbers: numbers[$0..<$0 + GPURecord.width])
      }
    }
  }
}
