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
  private func check(_ step: TrainingStep) throws {
    let result = try step.simulate(on: .solo(), keeping: .everyGPU)
    let reference = ReferenceSimulator(step)
    let last = (0..<step.schedule.ranks).map { reference.finish[$0].max() ?? 0 }
    #expect(result.step.picoseconds > last.max() ?? 0)
    for rank in 0..<step.schedule.ranks {
      for lane in reference.finish[rank].indices {
        let (ours, slow) = (result.gpus[rank][lane], reference.shares[rank][lane])
        #expect(ours.computing == slow.computing, "rank \(rank) lane \(lane)")
        #expect(ours.exposedExpert == slow.exposedExpert, "rank \(rank) lane \(lane)")
        #expect(ours.exposedPipeline == slow.exposedPipeline, "rank \(rank) lane \(lane)")
        #expect(ours.expertWait == slow.expertWait, "rank \(rank) lane \(lane)")
        // Ours has the wait for the reduction and for the last rank on top.
        let span = result.timeline.optimizerSpans[rank]
        let tail =
          span.lowerBound - reference.finish[rank][lane]
          + result.step.picoseconds - span.upperBound
        #expect(ours.bubble.picoseconds - tail == slow.bubble.picoseconds, "\(rank) \(lane)")
      }
    }
  }

  @Test(
    "agrees on every GPU to the picosecond: unpaired schedules, uneven stages",
    arguments: ["gpipe", "1f1b", "zb-h1", "zb-h2"])
  func unpaired(schedule: String) throws {
    try check(Fixture.step(schedule) { $0.stages = .layout(Fixture.unevenLayout4) })
  }

  @Test("agrees with two chunks a rank", arguments: ["interleaved-1f1b", "zb-v"])
  func chunks(schedule: String) throws {
    try check(Fixture.step(schedule) { $0.stages = .layout(Fixture.unevenLayout) })
  }

  @Test("agrees with stragglers, which make the groups wait", arguments: ["1f1b", "zb-v"])
  func stragglers(schedule: String) throws {
    try check(
      Fixture.step(schedule) {
        $0.stragglers = [
          StepConfiguration.Straggler(gpu: 3, slowdown: 1.5),
          StepConfiguration.Straggler(gpu: 17, slowdown: 1.07),
        ]
      })
  }

  @Test(
    "agrees on overlapped pairs, of unequal stages too",
    arguments: ["1f1b-overlap", "dualpipe"], [1.0, 1.3])
  func pairs(schedule: String, slowdown: Double) throws {
    try check(
      Fixture.step(schedule) {
        $0.stages = .layout(Fixture.unevenLayout4)
        if slowdown > 1 { $0.stragglers = [.init(gpu: 9, slowdown: slowdown)] }
      })
  }

  @Test(
    "agrees on overlapped pairs of two chunks",
    arguments: ["dualpipev", "interleaved-1f1b-overlap"], [1.0, 1.3])
  func chunkPairs(schedule: String, slowdown: Double) throws {
    try check(
      Fixture.step(schedule) {
        $0.stages = .layout(Fixture.unevenLayout)
        if slowdown > 1 { $0.stragglers = [.init(gpu: 9, slowdown: slowdown)] }
      })
  }

  @Test(
    "agrees where tensor and context parallel lanes end their operators together",
    arguments: ["1f1b", "dualpipe"], [(2, 1), (1, 2), (2, 2)])
  func coupled(schedule: String, shape: (tensor: Int, context: Int)) throws {
    try check(
      Fixture.step(schedule) {
        $0.parallelism = Parallelism(
          pipeline: 4, data: 8 / shape.tensor / shape.context, expert: 2, tensor: shape.tensor,
          context: shape.context)
        $0.sequences = $0.parallelism.data * 16
        $0.stages = .layout(Fixture.unevenLayout4)
        $0.stragglers = [.init(gpu: 2, slowdown: 1.2), .init(gpu: 17, slowdown: 1.5)]
      })
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
    try check(calibrated)
    let alone = calibrated.costs.exchange(.dispatch)
    #expect(
      calibrated.costs.exchange(.dispatch, besideComputation: VirtualTime(seconds: 1)) > alone)
  }
}
