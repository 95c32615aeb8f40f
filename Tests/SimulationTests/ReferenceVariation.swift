import ClusterModels
import CostModels
import PipelineSchedules
import Quantities

@testable import Simulation

/// How long an operator takes on each lane of a rank.
///
/// Random factors are the engine's own, which are functions of (seed, rank, number, lane), of
/// (seed, rank, lane) and of (seed, layer, microbatch, expert); what they multiply is decided here for
/// speeds and stragglers.
struct ReferenceVariation {
  private let step: TrainingStep
  private let random: LaneVariation
  private let arena: LaneArena
  /// `[rank]`, operators and transfers so far: the number that keys jitter.
  private var numbers: [Int]

  init(_ step: TrainingStep) {
    self.step = step
    var configuration = step.configuration
    (configuration.speedSpread, configuration.stragglers) = (0, [])
    let lanes = 0..<configuration.parallelism.gpusPerPipelineRank
    random = LaneVariation(
      configuration, lanes: lanes,
      loads: ExpertLoads.Key(step, lanes: lanes).map { ExpertLoads($0) })
    arena = LaneArena(ranks: 1, lanes: lanes.count, groupSize: 1)
    numbers = Array(repeating: 0, count: step.schedule.ranks)
  }

  /// The next operator of a rank, `[lanes]` in picoseconds.
  mutating func next(_ part: ReferenceOperator, microbatch: Int, rank: Int) -> [Int64] {
    let drawn = draw(
      part.duration, part.load, layer: part.layer, microbatch: microbatch, rank: rank)
    guard part.kind == .compute else { return drawn }
    return drawn.enumerated().map { lane, duration in
      let slowness = GPUSpeeds.slowness(step.configuration, rank: rank, lane: lane)
      let gpu = rank * drawn.count + lane
      let straggler = step.configuration.stragglers.first { $0.gpu == gpu }
      return LaneVariation.slowed(
        LaneVariation.slowed(duration, by: Int64(slowness)),
        by: Int64(((straggler?.slowdown ?? 1) * 65_536).rounded()))
    }
  }

  /// How long the next transfer of a rank keeps a port busy, `[lanes]` in picoseconds.
  mutating func nextTransfer(rank: Int) -> [Int64] {
    draw(step.costs.transferOccupancy.picoseconds, .none, layer: -1, microbatch: 0, rank: rank)
  }

  private mutating func draw(
    _ duration: Int64, _ load: Instruction.Load, layer: Int, microbatch: Int, rank: Int
  ) -> [Int64] {
    numbers[rank] += 1
    let row = random.durations(
      duration, Instruction(code: .exchange, load: load, layer: Int16(layer)),
      microbatch: microbatch, rank: rank, number: numbers[rank], rows: arena.rows(0))
    return (0..<arena.lanes).map { row[$0] }
  }
}
