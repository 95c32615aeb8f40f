import ClusterModels
import MPIRuntime
import PipelineSchedules
import Timelines

/// Simulates the lanes of one process, block by block, so that a block's clocks stay in the cache.
struct BlockRunner {
  let step: TrainingStep
  let plan: StepPlan
  let partition: Partition
  let communicator: Communicator
  let detail: StepResult.Detail
  let drawn: DrawnLoads

  private(set) var sums: LaneSums
  /// The chosen replica's operators, where its lane ran here.
  private(set) var recorder: LaneRecorder?
  /// `[rank][parts]` of the chosen replica and of every GPU, flat; see ``GPURecord``.
  private(set) var records: [GPURecord] = []

  /// Lanes of a block: enough to outweigh the reading of an instruction, few enough for the cache.
  private static let blockLanes = 256

  init(
    step: TrainingStep, plan: StepPlan, partition: Partition, communicator: Communicator,
    detail: StepResult.Detail, drawn: DrawnLoads
  ) {
    self.step = step
    self.plan = plan
    self.partition = partition
    self.communicator = communicator
    self.detail = detail
    self.drawn = drawn
    sums = LaneSums(ranks: plan.schedule.ranks)
  }

  /// - Throws: `SimulationError` with code `deadlock`, `MPIError` when a message fails.
  /// - Complexity: O(operators · lanes)
  mutating func run() throws {
    let granule = step.laneGroup
    let size = granule * max(1, Self.blockLanes / granule)
    for first in stride(from: partition.lanes.lowerBound, to: partition.lanes.upperBound, by: size)
    {
      let lanes = first..<min(first + size, partition.lanes.upperBound)
      try run(lanes)
    }
  }

  private mutating func run(_ lanes: Range<Int>) throws {
    let variation =
      step.configuration.hasLaneEffects
      ? LaneVariation(step.configuration, lanes: lanes, loads: drawn.loads(of: step, lanes: lanes))
      : nil
    let arena = LaneArena(
      ranks: plan.schedule.ranks, lanes: lanes.count, groupSize: step.exchangeGroup)
    var watched: LaneRecorder?
    if case .replica(let lane) = detail, lanes.contains(lane) {
      watched = LaneRecorder(
        lane: lane - lanes.lowerBound, schedule: plan.schedule, operators: plan.operators)
    }
    let isWhole = partition.ranks.count == plan.schedule.ranks
    let link =
      isWhole
      ? nil
      : MessageLink(communicator: communicator, lanes: lanes.count, owners: partition.owners)
    var engine = LaneEngine(
      plan: plan, variation: variation, arena: arena, ranks: partition.ranks,
      coupling: step.configuration.parallelism.tensor * step.configuration.parallelism.context,
      link: link, recorder: watched)
    try engine.run()
    try link?.finish()
    recorder = watched ?? recorder
    for rank in partition.ranks {
      let uniform = variation != nil ? 0 : engine.uniformComputing[rank]
      for lane in 0..<lanes.count {
        sums.add(rank: rank, rows: arena.rows(rank), lane: lane, uniformComputing: uniform)
        guard keeps(lane: lanes.lowerBound + lane) else { continue }
        records.append(
          GPURecord(
            rank: rank, lane: lanes.lowerBound + lane, rows: arena.rows(rank), index: lane,
            uniformComputing: uniform))
      }
    }
  }

  private func keeps(lane: Int) -> Bool {
    switch detail {
    case .sums: false
    case .replica(let chosen): chosen == lane
    case .everyGPU: true
    }
  }
}
