import MPIRuntime
import PipelineSchedules
import Quantities
import Timelines
import Training

extension Scenario {
  /// Longer actions from one attempt to the next, for a machine that does something else as well.
  private static let secondsPerUnit = [0.012, 0.024, 0.048, 0.048]
  private static let repetitions = 3
  /// The measured step may differ by so much of the replayed one.
  private static let tolerance = 0.03

  /// Every schedule of the catalogue by its name, and all of them one after the other.
  static let timed =
    ScheduleCatalog.names.map { name in
      Scenario("timed-\(name)") { world in try measure([name], world) }
    } + [
      Scenario("timed-all") { world in
        let names = ScheduleCatalog.names.filter { TimedStep.exists($0, ranks: world.size) }
        try measure(names, world)
      }
    ]

  private static func measure(_ names: [String], _ world: Communicator) throws {
    let failed = try names.filter { try !agrees($0, world) }
    guard failed.isEmpty else {
      throw Unexpected(
        description: "off by more than \(tolerance) in every attempt: "
          + failed.joined(separator: ", "))
    }
  }

  /// Whether the measured step is that of the replay in some attempt.
  private static func agrees(_ name: String, _ world: Communicator) throws -> Bool {
    for seconds in secondsPerUnit {
      let timed = try TimedStep(name, ranks: world.size, secondsPerUnit: seconds)
      let run = try TimedRun.play(
        timed.schedule, times: TimedStep.times.scaled(by: seconds), repetitions: repetitions,
        on: world, stallLimit: .seconds(20))
      // Rank 0 judges; the others go by what it says.
      let verdict = try world.broadcast([run.map(judge) ?? false ? 1 : 0] as [Int32], from: 0)
      if verdict == [1] { return true }
    }
    return false
  }

  /// Compares the median step with the replays, and its idle time with the formula's.
  private static func judge(_ run: TimedRun) -> Bool {
    let timeline = run.median.timeline
    let ratio = 1 / (1 + run.plannedError)
    let idle = timeline.meanShares.idle.fraction(of: timeline.step)
    let overhead = run.median.overheads.map { $0.fraction(of: timeline.step) }.max() ?? 0
    let columns: [(String, Double)] = [
      ("expected ms", run.planned.makespan * 1000), ("measured/expected %", 100 * ratio),
      ("idle expected %", 100 * run.planned.idleFraction), ("idle measured %", 100 * idle),
      ("moving %", 100 * timeline.meanShares.exposedPipeline.fraction(of: timeline.step)),
      ("executor %", 100 * overhead),
      ("measured/predicted %", 100 / (1 + run.error)),
    ]
    let text = columns.map { "\($0.0) \(($0.1 * 100).rounded() / 100)" }
    StandardError.write(
      "\(run.schedule.name), \(run.schedule.ranks) ranks: "
        + "\(text.joined(separator: ", "))\n")
    return abs(ratio - 1) <= tolerance && abs(idle - run.planned.idleFraction) <= tolerance
      && overhead <= tolerance && abs(run.error) <= tolerance
  }
}
