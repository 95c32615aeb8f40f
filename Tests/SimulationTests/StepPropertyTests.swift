import ClusterModels
import CostModels
import MPIRuntime
import PipelineSchedules
import Quantities
import Simulation
import Testing
import Timelines

@Suite("Properties of a simulated step")
struct StepPropertyTests {
  @Test(
    "the parts add up to the step on every GPU, exactly, whatever varies",
    arguments: ScheduleCatalog.names, StepConfiguration.Transfers.allCases)
  func partsAddUp(schedule: String, transfers: StepConfiguration.Transfers) throws {
    for overlap in StepConfiguration.Overlap.allCases {
      for jitter in [0, 0.1] {
        let result = try Fixture.step(schedule) {
          $0.transfers = transfers
          $0.overlap = overlap
          $0.jitter = jitter
          $0.stragglers = [StepConfiguration.Straggler(gpu: 5, slowdown: 1.2)]
        }.simulate(on: .solo(), keeping: .everyGPU)
        for shares in result.gpus.joined() {
          #expect(shares.total == result.step, "\(overlap), jitter \(jitter)")
          #expect(shares.expertWait <= shares.exposedExpert)
        }
      }
    }
  }

  @Test(
    "means over GPUs add up to the step, by part and by action",
    arguments: ScheduleCatalog.names, StepConfiguration.Transfers.allCases)
  func meansAddUp(schedule: String, transfers: StepConfiguration.Transfers) throws {
    let timeline = try Fixture.step(schedule) {
      $0.jitter = 0.03
      $0.transfers = transfers
    }.simulate(on: .solo()).timeline
    // Each of the means is rounded to a picosecond.
    #expect(abs((timeline.meanShares.total - timeline.step).picoseconds) <= 4)
    #expect(abs((timeline.meanActions.total - timeline.step).picoseconds) <= 4)
  }

  @Test("one lane stands for all where GPUs are alike", arguments: ScheduleCatalog.names)
  func symmetry(schedule: String) throws {
    for transfers in StepConfiguration.Transfers.allCases {
      let step = try Fixture.step(schedule) { $0.transfers = transfers }
      #expect(try step.length() == step.simulate(on: .solo()).step)
    }
  }

  @Test("a what-if takes its own part away", arguments: ScheduleCatalog.names)
  func whatIfs(schedule: String) throws {
    let step = try Fixture.step(schedule)
    let whole = try step.simulate(on: .solo())
    let noExpert = try step.simulate(on: .solo(), without: .expertCommunication)
    let noPipeline = try step.simulate(on: .solo(), without: .pipelineCommunication)
    let noBubble = try step.simulate(on: .solo(), without: .bubble)
    #expect(noExpert.timeline.meanShares.exposedExpert == .zero)
    #expect(noPipeline.timeline.meanShares.exposedPipeline == .zero)
    #expect(noExpert.step < whole.step)
    #expect(noPipeline.step <= whole.step)
    #expect(noBubble.step < whole.step)
    // Without pipeline inputs to wait for, only the last rank's tail is left of the bubble.
    #expect(noBubble.timeline.meanShares.exposedPipeline == .zero)
    #expect(noBubble.timeline.meanShares.bubble < whole.timeline.meanShares.bubble)
  }

  @Test("commit transfers are never faster than eager ones", arguments: ScheduleCatalog.names)
  func commit(schedule: String) throws {
    let eager = try Fixture.step(schedule).length()
    let commit = try Fixture.step(schedule) { $0.transfers = .commit }.length()
    #expect(commit >= eager)
  }

  @Test(
    "less overlap is never faster", arguments: ["dualpipe", "dualpipev", "1f1b-overlap", "1f1b"])
  func overlap(schedule: String) throws {
    let pairs = try Fixture.step(schedule).simulate(on: .solo())
    let shared = try Fixture.step(schedule) { $0.overlap = .sharedExpert }.simulate(on: .solo())
    let none = try Fixture.step(schedule) { $0.overlap = .none }.simulate(on: .solo())
    let exposed = [pairs, shared, none].map(\.timeline.meanShares.exposedExpert)
    #expect(exposed == exposed.sorted())
    #expect(exposed[1] < exposed[2])
  }

  @Test("a straggler holds up its group, its pipeline and the step")
  func straggler() throws {
    let step = try Fixture.step("dualpipe")
    let slow = try Fixture.step("dualpipe") {
      $0.stragglers = [StepConfiguration.Straggler(gpu: 10, slowdown: 1.5)]
    }
    let (plain, held) = try (
      step.simulate(on: .solo(), keeping: .everyGPU), slow.simulate(on: .solo(), keeping: .everyGPU)
    )
    #expect(held.step > plain.step)
    // GPU 10 is lane 2 of rank 1: its expert group is lanes 0 to 3.
    #expect(held.gpus[1][2].computing > plain.gpus[1][2].computing)
    for lane in [0, 1, 3] {
      #expect(held.gpus[1][lane].computing == plain.gpus[1][lane].computing)
      #expect(held.gpus[1][lane].expertWait > plain.gpus[1][lane].expertWait)
    }
    for lane in 4..<8 { #expect(held.gpus[1][lane].expertWait == .zero) }
  }

  @Test("a step whose clocks or operators would overflow is refused with its size")
  func tooLarge() throws {
    let slow = try Fixture.step("1f1b") { $0.stragglers = [.init(gpu: 3, slowdown: 1e8)] }
    let error = #expect(throws: SimulationError.self) { try slow.simulate(on: .solo()) }
    #expect(error?.code == .tooLarge)
    #expect(error?.detail.contains("below 4,600,000 s is accepted") == true)
    let many = try Fixture.step("gpipe") { $0.sequences = 8 * 100_000 }
    let second = #expect(throws: SimulationError.self) { try many.length() }
    #expect(second?.code == .tooLarge)
    #expect(second?.detail.contains("100,000 microbatches on 4 pipeline ranks") == true)
  }

  @Test("jitter is a function of the seed, with the mean and the deviation asked for")
  func jitter() throws {
    let step = { (seed: UInt64) in
      try Fixture.step("1f1b") {
        $0.jitter = 0.05
        $0.seed = seed
      }.simulate(on: .solo(), keeping: .everyGPU)
    }
    let (first, again, other) = try (step(1), step(1), step(2))
    #expect(first.gpus == again.gpus)
    #expect(first.gpus != other.gpus)
    // The means of many operators: near the plain computing time, but not equal to it.
    let plain = try Fixture.step("1f1b").simulate(on: .solo(), keeping: .everyGPU)
    for (rank, lanes) in first.gpus.enumerated() {
      for shares in lanes {
        let ratio = shares.computing.fraction(of: plain.gpus[rank][0].computing)
        #expect(abs(ratio - 1) < 0.02 && ratio != 1)
      }
    }
  }

  @Test(
    "the parts add up, and operators are as long as they compute, where lanes end them together",
    arguments: ["1f1b", "dualpipe"])
  func coupled(schedule: String) throws {
    let step = try Fixture.step(schedule) {
      $0.parallelism = Parallelism(pipeline: 4, data: 2, expert: 2, tensor: 2, context: 2)
      $0.sequences = 32
      $0.jitter = 0.1
    }
    let gpus = try step.simulate(on: .solo(), keeping: .everyGPU)
    for shares in gpus.gpus.joined() { #expect(shares.total == gpus.step) }
    let timeline = try step.simulate(on: .solo(), keeping: .replica(lane: 6)).timeline
    for rank in 0..<step.schedule.ranks {
      let busy = timeline.events.filter { $0.rank == rank && $0.stream == .compute }
        .reduce(VirtualTime.zero) { $0 + $1.end - $1.start }
      #expect(busy == timeline.replicaShares[rank].computing)
    }
  }

  @Test("the timeline of a replica repeats its shares and its operators never overlap on a stream")
  func replica() throws {
    let step = try Fixture.step("dualpipe") { $0.jitter = 0.02 }
    let result = try step.simulate(on: .solo(), keeping: .replica(lane: 5))
    let everyGPU = try step.simulate(on: .solo(), keeping: .everyGPU)
    let timeline = result.timeline
    #expect(timeline.replicaShares == everyGPU.gpus.map { $0[5] })
    #expect(timeline.slotSpans.map(\.count) == step.schedule.programs.map(\.count))
    for (before, after) in zip(timeline.events, timeline.events.dropFirst())
    where before.rank == after.rank && before.stream == after.stream {
      #expect(before.end <= after.start, "\(before) \(after)")
    }
    for rank in 0..<step.schedule.ranks {
      let busy = timeline.events.filter { $0.rank == rank && $0.stream == .compute }
        .reduce(VirtualTime.zero) { $0 + $1.end - $1.start }
      #expect(busy == timeline.replicaShares[rank].computing)
    }
  }
}
