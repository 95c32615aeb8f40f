import ClusterModels
import CostModels
import MPIRuntime
import PipelineSchedules
import Quantities
import Testing
import Timelines

@testable import Simulation

@Suite("Sampled routing")
struct RoutingTests {
  private func step(
    _ schedule: String, skew: Double, maxVio: Double = 0, seed: UInt64 = 1
  ) throws -> TrainingStep {
    try Fixture.step(schedule) {
      $0.routing = .sampled(skew: skew, maxVio: maxVio)
      $0.seed = seed
    }
  }

  @Test("no skew and no violation is balanced routing", arguments: ["1f1b", "dualpipe", "zb-v"])
  func balanced(schedule: String) throws {
    let plain = try Fixture.step(schedule).simulate(on: .solo(), keeping: .everyGPU)
    let sampled = try step(schedule, skew: 0).simulate(on: .solo(), keeping: .everyGPU)
    #expect(sampled.gpus == plain.gpus)
    #expect(sampled.step == plain.step)
  }

  @Test("the parts add up on every GPU, and skew costs time", arguments: ScheduleCatalog.names)
  func addsUp(schedule: String) throws {
    var last = try Fixture.step(schedule).simulate(on: .solo()).step
    for skew in [0.2, 0.6, 1.2] {
      let result = try step(schedule, skew: skew).simulate(on: .solo(), keeping: .everyGPU)
      for shares in result.gpus.joined() { #expect(shares.total == result.step) }
      #expect(result.step > last)
      last = result.step
    }
  }

  @Test("loads keep their sum, and their spread follows the skew", arguments: [0.1, 0.5, 1.0])
  func loads(skew: Double) throws {
    let step = try step("1f1b", skew: skew)
    let loads = ExpertLoads(try #require(ExpertLoads.Key(step, lanes: 0..<8)))
    var (squares, count) = (0.0, 0)
    for microbatch in 0..<step.schedule.microbatches {
      for layer in 1..<12 {
        let factors = loads.factors(.experts, layer: layer, microbatch: microbatch, lanes: 8)
        for group in [0..<4, 4..<8] {
          #expect(abs(factors[group].reduce(0, +) / 4 - 1) < 1e-4)
          for factor in factors[group] {
            squares += (factor - 1) * (factor - 1)
            count += 1
          }
        }
      }
    }
    // 4 of 16 log-normal loads a GPU, less what the normalisation over 4 GPUs takes.
    let single = (exp2(skew * skew * 1.442_695) - 1).squareRoot()
    let deviation = (squares / Double(count)).squareRoot()
    #expect(deviation < 0.5 * single && deviation > 0.3 * single, "\(deviation) of \(single)")
  }

  @Test("a microbatch has the same routing in all passes, and microbatches differ")
  func passes() throws {
    let step = try step("1f1b", skew: 0.5)
    let loads = ExpertLoads(try #require(ExpertLoads.Key(step, lanes: 0..<8)))
    let first = loads.factors(.experts, layer: 3, microbatch: 5, lanes: 8)
    #expect(first == loads.factors(.experts, layer: 3, microbatch: 5, lanes: 8))
    #expect(first != loads.factors(.experts, layer: 3, microbatch: 6, lanes: 8))
    #expect(first != loads.factors(.experts, layer: 4, microbatch: 5, lanes: 8))
  }

  @Test("factors that were dropped are drawn again to the same numbers")
  func dropped() throws {
    let step = try step("1f1b", skew: 0.5)
    let key = try #require(ExpertLoads.Key(step, lanes: 0..<8))
    let (roomy, narrow) = (ExpertLoads(key), ExpertLoads(key, keeping: 3 * 64))
    for round in 0..<2 {
      for microbatch in 0..<step.schedule.microbatches {
        let layer = 1 + (microbatch + round) % 11
        #expect(
          narrow.factors(.exchange, layer: layer, microbatch: microbatch, lanes: 8)
            == roomy.factors(.exchange, layer: layer, microbatch: microbatch, lanes: 8))
      }
    }
  }

  @Test("steps that draw the same loads share them, others do not, and results stay the same")
  func shared() throws {
    let drawn = DrawnLoads()
    for (schedule, skew) in [("1f1b", 0.5), ("dualpipe", 0.5), ("dualpipe", 0.3), ("1f1b", 0.5)] {
      let step = try step(schedule, skew: skew)
      let shared = try step.simulate(on: .solo(), keeping: .everyGPU, reusing: drawn)
      #expect(try shared.gpus == step.simulate(on: .solo(), keeping: .everyGPU).gpus)
    }
    let (one, other) = try (step("1f1b", skew: 0.5), step("dualpipe", skew: 0.5))
    let loads = try #require(drawn.loads(of: one, lanes: 0..<8))
    #expect(drawn.loads(of: other, lanes: 0..<8) === loads)
    #expect(try drawn.loads(of: step("1f1b", skew: 0.3), lanes: 0..<8) !== loads)
    #expect(try drawn.loads(of: step("1f1b", skew: 0.5, seed: 2), lanes: 0..<8) !== loads)
    #expect(drawn.loads(of: one, lanes: 0..<4) !== loads)
    #expect(try drawn.loads(of: Fixture.step("1f1b"), lanes: 0..<8) == nil)
    let none = DrawnLoads(keeping: 0)
    #expect(none.loads(of: one, lanes: 0..<8) !== none.loads(of: one, lanes: 0..<8))
  }

  @Test("the popularity that balancing leaves has the violation asked for")
  func violation() throws {
    // Without skew only popularity is left: the busiest of 16 experts has 1.5 times the mean.
    let step = try step("1f1b", skew: 0, maxVio: 0.5)
    let loads = ExpertLoads(try #require(ExpertLoads.Key(step, lanes: 0..<8)))
    let factors = loads.factors(.experts, layer: 2, microbatch: 0, lanes: 8)
    #expect(factors == loads.factors(.experts, layer: 2, microbatch: 9, lanes: 8))
    let greatest = factors.max() ?? 0
    #expect(greatest > 1.02 && greatest <= 1.5 + 0.1)
  }
}

/// 2 to the power of x, near enough for a bound.
private func exp2(_ x: Double) -> Double {
  var (term, sum) = (1.0, 1.0)
  for n in 1..<60 {
    term *= x * 0.693_147_180_559_945 / Double(n)
    sum += term
  }
  return sum
}

extension ExpertLoads {
  /// The factors of one layer and microbatch.
  fileprivate func factors(
    _ load: Instruction.Load, layer: Int, microbatch: Int, lanes: Int
  ) -> [Double] {
    let base: Int64 = 1 << 40
    let arena = LaneArena(ranks: 1, lanes: lanes, groupSize: 1)
    arena.set(.durations) { _ in base }
    unsafe scale(arena.rows(0)[.durations], load, layer: layer, microbatch: microbatch)
    return arena.copy()[.durations].map { Double($0) / Double(base) }
  }
}
