import CostModels
import MPIRuntime
import PipelineSchedules
import Quantities
import Testing
import Timelines

@testable import Simulation

@Suite("GPUs of different speeds")
struct GPUSpeedsTests {
  private func slowness(spread: Double, seed: UInt64, count: Int) -> [Double] {
    var configuration = Fixture.configuration("1f1b")
    (configuration.speedSpread, configuration.seed) = (spread, seed)
    return (0..<count).map {
      Double(GPUSpeeds.slowness(configuration, rank: $0 / 1_000, lane: $0 % 1_000)) / 65_536
    }
  }

  @Test("their slowness has mean 1 and the deviation asked for", arguments: [0.005, 0.015, 0.1])
  func moments(spread: Double) {
    let factors = slowness(spread: spread, seed: 3, count: 100_000)
    let mean = factors.reduce(0, +) / 1e5
    let squares = factors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs(mean - 1) < 0.01 * spread + 1 / 65_536)
    #expect(abs((squares / 1e5).squareRoot() / spread - 1) < 0.01)
    #expect(factors.allSatisfy { abs($0 - 1) < 3.5 * spread })
  }

  @Test("the slowest of a group is as slow as the models of kernels expect", arguments: [4, 64])
  func slowest(group: Int) {
    let factors = slowness(spread: 0.015, seed: 9, count: 96_000)
    let groups = stride(from: 0, to: factors.count, by: group).map {
      factors[$0..<$0 + group].max() ?? 0
    }
    let mean = groups.reduce(0, +) / Double(groups.count)
    let expected = 1 + 0.015 * SlowestMember.deviations(of: group)
    #expect(abs(mean - expected) < 0.0005, "\(mean), expected \(expected)")
  }

  @Test("a GPU keeps its speed for the whole step, which computes longer by it alone")
  func constant() throws {
    let (plain, spread) = try (Fixture.step("1f1b"), Fixture.step("1f1b") { $0.speedSpread = 0.05 })
    let (before, after) = try (
      plain.simulate(on: .solo(), keeping: .everyGPU),
      spread.simulate(on: .solo(), keeping: .everyGPU)
    )
    #expect(after.step > before.step)
    for rank in before.gpus.indices {
      for lane in before.gpus[rank].indices {
        let factor =
          Double(GPUSpeeds.slowness(spread.configuration, rank: rank, lane: lane)) / 65_536
        let ratio =
          after.gpus[rank][lane].computing.seconds / before.gpus[rank][lane].computing.seconds
        #expect(abs(ratio / factor - 1) < 1e-6, "rank \(rank), lane \(lane)")
      }
    }
  }

  @Test(
    "a wider spread makes a longer step, another seed another one", arguments: ["1f1b", "dualpipe"])
  func wider(schedule: String) throws {
    let step = { (spread: Double, seed: UInt64) in
      try Fixture.step(schedule) { ($0.speedSpread, $0.seed) = (spread, seed) }
        .simulate(on: .solo()).step
    }
    let lengths = try [0, 0.01, 0.03, 0.1].map { try step($0, 1) }
    #expect(lengths == lengths.sorted())
    #expect(Set(lengths).count == 4)
    #expect(try step(0.03, 2) != lengths[2])
  }

  @Test("a GPU's speed does not depend on the block that its lane is in")
  func blocks() {
    var configuration = Fixture.configuration("1f1b")
    configuration.speedSpread = 0.1
    let rows = { (lanes: Range<Int>) -> [Int64] in
      let arena = LaneArena(ranks: 1, lanes: lanes.count, groupSize: 1)
      let row = LaneVariation(configuration, lanes: lanes).durations(
        1_000_000, Instruction(code: .compute), microbatch: 0, rank: 3, number: 11,
        rows: arena.rows(0))
      return lanes.indices.map { row[$0 - lanes.lowerBound] }
    }
    #expect(rows(0..<48) == rows(0..<16) + rows(16..<48))
    #expect(Set(rows(0..<48)).count > 40)
  }
}
