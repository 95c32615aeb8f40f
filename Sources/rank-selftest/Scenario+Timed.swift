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
      let executor = try timed.executor(on: world)
      var steps: [MeasuredStep] = []
      for _ in 0..<repetitions {
        let record = try executor.play(together: true)
        if let step = try MeasuredStep.gather(timed.schedule, record, on: world) {
          steps.append(step)
        }
      }
      // Rank 0 judges; the others go by what it says.
      let verdict = try world.broadcast([judge(steps, timed) ? 1 : 0] as [Int32], from: 0)
      if verdict == [1] { return true }
    }
    return false
  }

  /// Compares the median step with the replay, and its idle time with the formula's.
  private static func judge(_ steps: [MeasuredStep], _ timed: TimedStep) -> Bool {
    guard !steps.isEmpty else { return false }
    let sorted = steps.sorted { $0.timeline.step < $1.timeline.step }
    let median = sorted[sorted.count / 2]
    let timeline = median.timeline
    let replay = timed.replay
    let expected = replay.makespan * timed.secondsPerUnit
    let ratio = timeline.step.seconds / expected
    let idle = timeline.meanShares.idle.fraction(of: timeline.step)
    let overhead = median.overheads.map { $0.fraction(of: timeline.step) }.max() ?? 0
    let predicted = try? median.durations.replay(of: timed.schedule).makespan
    let columns: [(String, Double)] = [
      ("expected ms", expected * 1000), ("measured/expected %", 100 * ratio),
      ("idle expected %", 100 * replay.idleFraction), ("idle measured %", 100 * idle),
      ("moving %", 100 * timeline.meanShares.exposedPipeline.fraction(of: timeline.step)),
      ("executor %", 100 * overhead),
      ("measured/predicted %", 100 * timeline.step.seconds / (predicted ?? .infinity)),
    ]
    let text = columns.map { "\($0.0) \(($0.1 * 100).rounded() / 100)" }
    StandardError.write(
      "\(timed.schedule.name), \(timed.schedule.ranks) ranks: "
        + "\(text.joined(separator: ", "))\n")
    return abs(ratio - 1) <= tolerance && abs(idle - replay.idleFraction) <= tolerance
      && overhead <= tolerance && abs(timeline.step.seconds / (predicted ?? 0) - 1) <= tolerance
  }
}
