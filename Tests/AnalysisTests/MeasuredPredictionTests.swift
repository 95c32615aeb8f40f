import Analysis
import PipelineSchedules
import Quantities
import Simulation
import Testing
import Timelines
import Training

@Suite("Steps predicted from measured durations")
struct MeasuredPredictionTests {
  /// Every kind on 32 stages, each of its own length, in whole microseconds.
  private static func file(latency: Double, optimizer: Double = 0, facts: String = "") -> String {
    var lines = ["duplex-measured-durations,2"]
    if !facts.isEmpty { lines.append(facts) }
    lines.append("kind,stage,backwardStage,samples,seconds")
    for stage in 0..<16 {
      for (index, kind) in ["F", "B", "I", "W"].enumerated() {
        let length = 1 + (stage * 7 + index * 13) % 11
        lines.append("\(kind),\(stage),,4,\(Double(length * 1000) * 1e-6)")
      }
      for other in 0..<16 {
        lines.append(
          "FB,\(stage),\(other),4,\(Double(9000 + 100 * (stage * 5 + other) % 17) * 1e-6)")
      }
    }
    return (lines + ["comm,,,,\(latency)", "optimizer,,,,\(optimizer)"]).joined(separator: "\n")
  }

  /// The same kinds and stages in three steps, each slot of its own length in whole microseconds.
  private static func file(stepsWithLatency latency: Double) -> String {
    var lines = [
      "duplex-measured-durations,3", "kind,stage,backwardStage,samples,seconds,lengths",
    ]
    func row(_ name: String, _ key: Int) {
      let lengths = (0..<15).map { (place: Int) -> Double in
        let milliseconds = 1 + (key + place * place * 17) % 23
        return Double(milliseconds * 1000) * 1e-6
      }
      let mean = lengths.reduce(0, +) / 15
      let cell = lengths.map { "\($0)" }.joined(separator: " ")
      lines.append("\(name),15,\(mean),\(cell)")
    }
    for stage in 0..<16 {
      for (index, kind) in ["F", "B", "I", "W"].enumerated() {
        row("\(kind),\(stage),", stage * 7 + index * 13)
      }
      for other in 0..<16 { row("FB,\(stage),\(other)", stage * 5 + other) }
    }
    lines.append("comm,,,,\(latency),")
    return (lines + ["optimizer,,,,0.002,0.001 0.002 0.003"]).joined(separator: "\n")
  }

  @Test(
    "the simulation's engine and the replay agree on every schedule, rank by rank",
    arguments: ScheduleCatalog.names, [(2, 4), (4, 8), (8, 20)])
  func agree(name: String, shape: (Int, Int)) throws {
    let schedule = try ScheduleCatalog.schedule(
      named: name, ranks: shape.0, microbatches: shape.1)
    for latency in [0, 0.0004, 0.0037] {
      let text = Self.file(latency: latency)
      try compare(schedule, MeasuredDurations(csv: text, file: "measured.csv"))
    }
    let text = Self.file(stepsWithLatency: 0.0037)
    try compare(schedule, MeasuredDurations(csv: text, file: "measured.csv"))
  }

  private func compare(_ schedule: PipelineSchedule, _ durations: MeasuredDurations) throws {
    let timeline = try MeasuredPrediction(schedule, durations: durations).timeline
    let replay = try durations.replay(of: schedule)
    let end = try replay.makespan + durations.medianLengths(of: schedule).optimizer
    #expect(abs(timeline.step.seconds - end) < 1e-9)
    for rank in 0..<schedule.ranks {
      let shares = timeline.replicaShares[rank]
      #expect(abs(shares.bubble.seconds - replay.bubblePerRank[rank]) < 1e-9)
      #expect(abs(shares.exposedPipeline.seconds - replay.exposedPipelinePerRank[rank]) < 1e-9)
      #expect(abs(shares.optimizer.seconds - (end - replay.makespan)) < 1e-9)
      #expect(shares.total == timeline.step)
      for (span, ends) in zip(
        timeline.slotSpans[rank], zip(replay.starts[rank], replay.ends[rank]))
      {
        #expect(abs(Double(span.lowerBound) / 1e12 - ends.0) < 1e-9)
        #expect(abs(Double(span.upperBound) / 1e12 - ends.1) < 1e-9)
      }
    }
  }

  @Test("the optimiser follows when the last rank is done, on all ranks")
  func optimizer() throws {
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 4, microbatches: 8)
    let bare = try MeasuredDurations(csv: Self.file(latency: 0), file: "measured.csv")
    let whole = try MeasuredDurations(
      csv: Self.file(latency: 0, optimizer: 0.005), file: "measured.csv")
    let (short, long) = (
      try MeasuredPrediction(schedule, durations: bare).timeline,
      try MeasuredPrediction(schedule, durations: whole).timeline
    )
    #expect(long.step == short.step + VirtualTime(seconds: 0.005))
    for shares in long.replicaShares { #expect(shares.optimizer == VirtualTime(seconds: 0.005)) }
  }

  private static let facts = """
    schedule,1f1b
    ranks,4
    microbatches,8
    chunks,1
    steps,3
    stepSeconds,0.5
    bubbleFraction,0.25
    exposedPipelineFraction,0.01
    """

  @Test("the error is against the measured step, and there is none for another schedule")
  func error() throws {
    let durations = try MeasuredDurations(
      csv: Self.file(latency: 0, facts: Self.facts), file: "measured.csv")
    let own = try MeasuredPrediction(
      .oneForwardOneBackward(ranks: 4, microbatches: 8), durations: durations)
    #expect(own.error == own.timeline.step.seconds / 0.5 - 1)
    #expect(own.facts?.bubbleFraction == 0.25)
    let other = try MeasuredPrediction(
      .oneForwardOneBackward(ranks: 4, microbatches: 16), durations: durations)
    #expect(other.error == nil && other.facts == nil)
  }

  @Test("a step beyond virtual time is refused")
  func tooLong() throws {
    let file = """
      duplex-measured-durations,2
      kind,stage,backwardStage,samples,seconds
      F,0,,1,1e6
      B,0,,1,1e6
      comm,,,,0
      """
    let durations = try MeasuredDurations(csv: file, file: "long.csv")
    let schedule = try PipelineSchedule.gpipe(ranks: 1, microbatches: 8)
    let error = #expect(throws: SimulationError.self) {
      try MeasuredPrediction(schedule, durations: durations)
    }
    #expect(error?.code == .tooLarge)
  }
}
