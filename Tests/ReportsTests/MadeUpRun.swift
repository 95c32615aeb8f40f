import PipelineSchedules
import TransformerModels

@testable import Analysis
@testable import Training

/// Histories and measured steps without ranks that made them.
enum MadeUpRun {
  /// Steps of a schedule as ranks with a perfect clock would record them.
  ///
  /// - Parameters:
  ///   - schedule: Of the catalogue.
  ///   - times: Of the actions in seconds.
  ///   - latency: Of messages, in seconds.
  ///   - optimizer: Behind the last slot, in seconds; nil for none.
  /// - Returns: One step.
  static func step(
    _ schedule: PipelineSchedule, times: ScheduleTimes = TimedRun.standardTimes,
    latency: Double = 0.001, optimizer: Double? = nil
  ) -> MeasuredStep {
    var times = times
    times.communication = latency
    let replay = ScheduleReplay(schedule, times: times)
    let records = schedule.programs.indices.map { rank in
      var record = RankRecord(rank: rank, began: 0)
      var free: Int64 = 0
      for (start, end) in zip(replay.starts[rank], replay.ends[rank]) {
        let (from, to) = (nanoseconds(start), nanoseconds(end))
        let made = from > free ? max(free, from - nanoseconds(latency)) : from
        record.slots.append(
          RankRecord.Slot(free: free, made: made, start: from, end: to, computing: to - from))
        free = to
      }
      record.finished = optimizer.map { nanoseconds(replay.makespan + $0) }
      return record
    }
    return MeasuredStep(schedule, records: records)
  }

  private static func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }

  static func study(_ names: [String], refusals: [TimedStudy.Refusal] = []) throws -> TimedStudy {
    let entries = try names.map { name in
      let schedule = try ScheduleCatalog.schedule(named: name, ranks: 4, microbatches: 8)
      return try TimedStudy.Entry(
        TimedRun(schedule, times: TimedRun.standardTimes, steps: [step(schedule)]))
    }
    return TimedStudy(entries: entries, refusals: refusals, times: TimedRun.standardTimes)
  }

  /// A run whose loss falls by a hundredth a step, from 5 before step 1.
  static func history(
    steps: Int, from first: Int = 1, layers: [String] = ["layer 1", "<layer> 2"],
    name: String = "tiny"
  ) -> TrainingHistory {
    let model = ModelConfiguration(
      architecture: Architecture(
        family: "deepseek_v3", name: name, vocabularySize: 19, hiddenSize: 12, layers: 2,
        attention: .latent(
          heads: 2, queryRank: nil, keyValueRank: 8, noPositionSize: 6, ropeSize: 4, valueSize: 5),
        denseIntermediateSize: 14, experts: nil, multiTokenPredictionModules: 0,
        tiedEmbedding: false), precision: .bf16)
    let settings = TrainingSettings(
      model: model, pipelineRanks: 4, schedule: .init("dualpipe"),
      batch: .init(sequences: 32, sequenceLength: 64, microbatch: 2),
      optimizer: .init(learningRate: 1e-3, horizon: steps), steps: steps)
    var history = TrainingHistory(
      facts: .init(
        settings: settings, pipelineRanks: 4, dataRanks: 2, layout: "Et|t|L", parameters: 123_456),
      layers: layers)
    for step in first..<first + steps {
      history.append(
        StepMetrics(
          step: step, sequences: 32, tokens: 2048, learningRate: 1e-3,
          loss: 5 - Double(step) / 100, predictionLoss: layers.isEmpty ? 0 : 6, balanceLoss: 0,
          gradientNorm: 1, clipFactor: 1,
          loads: layers.indices.map { [$0 == 0 ? 8 : 4, 4, 4, 0] }, seconds: 0.5))
    }
    return history
  }
}
