import ClusterModels
import CostModels
import MPIRuntime
import PipelineSchedules
import Quantities
import Simulation
import Testing
import Timelines

@Suite("Lane engine against the step by definition")
struct EngineOracleTests {
  /// Different stages for every rank, and every chunk where the schedule has two.
  private func uneven(_ schedule: String) throws -> StepConfiguration.Stages {
    let stages = try ScheduleCatalog.schedule(named: schedule, ranks: 4, microbatches: 16).stages
    return .layout(stages == 4 ? Fixture.unevenLayout4 : Fixture.unevenLayout)
  }

  @Test(
    "agrees on every schedule, however sends go, whatever is hidden and whatever is replayed",
    arguments: ScheduleCatalog.names, StepConfiguration.Transfers.allCases)
  func modes(schedule: String, transfers: StepConfiguration.Transfers) throws {
    for overlap in StepConfiguration.Overlap.allCases {
      for recomputation in [Recomputation.items([]), .full] {
        try Fixture.step(schedule) {
          $0.sequences = 80
          $0.stages = try uneven(schedule)
          ($0.transfers, $0.overlap, $0.recomputation) = (transfers, overlap, recomputation)
        }.expectAgreement("\(overlap), recomputation \(recomputation)")
      }
    }
  }

  @Test(
    "agrees where every GPU, expert and link differs",
    arguments: ScheduleCatalog.names, StepConfiguration.Transfers.allCases)
  func effects(schedule: String, transfers: StepConfiguration.Transfers) throws {
    for overlap in StepConfiguration.Overlap.allCases {
      try Fixture.step(schedule) {
        $0.sequences = 80
        $0.stages = try uneven(schedule)
        ($0.transfers, $0.overlap) = (transfers, overlap)
        $0.jitter = 0.08
        $0.routing = .sampled(skew: 0.4, maxVio: 0.2)
        $0.stragglers = [.init(gpu: 3, slowdown: 1.5), .init(gpu: 17, slowdown: 1.07)]
      }.expectAgreement("\(overlap)")
    }
  }

  @Test(
    "agrees where a stage is the embedding alone, or the head, whose gradient goes before its W",
    arguments: ScheduleCatalog.names, StepConfiguration.Transfers.allCases)
  func ends(schedule: String, transfers: StepConfiguration.Transfers) throws {
    let hasTwo = try uneven(schedule) == .layout(Fixture.unevenLayout)
    try Fixture.step(schedule) {
      $0.sequences = 80
      $0.stages = .layout(hasTwo ? "E|tt|t|tttt|t|tt|tt|L" : "E|ttttttt|ttttt|L")
      $0.multiTokenPrediction = 0
      $0.transfers = transfers
    }.expectAgreement()
  }

  @Test("agrees with stragglers, which make the groups wait", arguments: ["1f1b", "zb-v"])
  func stragglers(schedule: String) throws {
    try Fixture.step(schedule) {
      $0.stragglers = [
        StepConfiguration.Straggler(gpu: 3, slowdown: 1.5),
        StepConfiguration.Straggler(gpu: 17, slowdown: 1.07),
      ]
    }.expectAgreement()
  }

  @Test(
    "agrees on overlapped pairs, of unequal stages too",
    arguments: ["1f1b-overlap", "dualpipe"], [1.0, 1.3])
  func pairs(schedule: String, slowdown: Double) throws {
    try Fixture.step(schedule) {
      $0.stages = .layout(Fixture.unevenLayout4)
      if slowdown > 1 { $0.stragglers = [.init(gpu: 9, slowdown: slowdown)] }
    }.expectAgreement()
  }

  @Test(
    "agrees on overlapped pairs of two chunks",
    arguments: ["dualpipev", "interleaved-1f1b-overlap"], [1.0, 1.3])
  func chunkPairs(schedule: String, slowdown: Double) throws {
    try Fixture.step(schedule) {
      $0.stages = .layout(Fixture.unevenLayout)
      if slowdown > 1 { $0.stragglers = [.init(gpu: 9, slowdown: slowdown)] }
    }.expectAgreement()
  }

  @Test(
    "agrees where tensor and context parallel lanes end their operators together",
    arguments: ["1f1b", "dualpipe"], [(2, 1), (1, 2), (2, 2)])
  func coupled(schedule: String, shape: (tensor: Int, context: Int)) throws {
    try Fixture.step(schedule) {
      $0.parallelism = Parallelism(
        pipeline: 4, data: 8 / shape.tensor / shape.context, expert: 2, tensor: shape.tensor,
        context: shape.context)
      $0.sequences = $0.parallelism.data * 16
      $0.stages = .layout(Fixture.unevenLayout4)
      $0.stragglers = [.init(gpu: 2, slowdown: 1.2), .init(gpu: 17, slowdown: 1.5)]
    }.expectAgreement()
  }

  @Test(
    "agrees where exchanges take longer beside compute, in one node and over two",
    arguments: ["1f1b", "zb-h1", "dualpipe"], [4, 8])
  func contention(schedule: String, experts: Int) throws {
    let calibrated = try Fixture.step(schedule, calibration: Fixture.contendedExchanges()) {
      $0.parallelism.expert = experts
      $0.stages = .layout(Fixture.unevenLayout4)
      $0.kernels.exchanges = .first
    }
    try calibrated.expectAgreement()
    let alone = calibrated.costs.exchange(.dispatch)
    #expect(
      calibrated.costs.exchange(.dispatch, besideComputation: VirtualTime(seconds: 1)) > alone)
  }
}
