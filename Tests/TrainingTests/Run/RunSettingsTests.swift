import MPIRuntime
import PipelineSchedules
import TestSupport
import Testing
import TransformerModels

@testable import Training

@Suite("Settings of a training run")
struct RunSettingsTests {
  static func settings(
    _ schedule: String, pipeline: Int, sequences: Int, microbatch: Int = 1
  ) throws -> TrainingSettings {
    TrainingSettings(
      model: try TinyModel().configuration, pipelineRanks: pipeline,
      schedule: TrainingSettings.Schedule(schedule),
      batch: TrainingSettings.Batch(
        sequences: sequences, sequenceLength: 8, microbatch: microbatch),
      optimizer: TrainingSettings.Optimizer(learningRate: 0.01, horizon: 10), steps: 10)
  }

  @Test(
    "a batch that cannot be shared out is refused with the nearest ones that can",
    arguments: [
      ("1f1b", 2, 10, 2, 2, "8 and 12"), ("1f1b", 2, 1, 2, 2, "4"),
      ("dualpipe", 2, 6, 1, 2, "8"), ("dualpipe", 4, 18, 1, 2, "16 and 20"),
      ("dualpipe", 2, 2, 1, 1, "4"), ("interleaved-1f1b", 4, 2, 1, 1, "4"),
    ])
  func nearest(
    schedule: String, pipeline: Int, sequences: Int, microbatch: Int, dataRanks: Int,
    batches: String
  ) throws {
    let settings = try Self.settings(
      schedule, pipeline: pipeline, sequences: sequences, microbatch: microbatch)
    let schedules = BatchSchedules(settings: settings, dataRanks: dataRanks)
    let error = try #require(throws: RunError.self) {
      _ = try schedules.schedule(sequences: sequences)
    }
    #expect(error.code == .indivisibleBatch)
    #expect(error.detail.hasSuffix("the nearest batches are \(batches)"), "\(error)")
    for batch in batches.split(separator: " and ").compactMap({ Int($0) }) {
      let accepted = try schedules.schedule(sequences: batch)
      #expect(accepted.microbatches * microbatch * dataRanks == batch)
    }
  }

  @Test(
    "every step of a ramp has a batch that the schedule accepts", arguments: ScheduleCatalog.names)
  func ramp(name: String) throws {
    for dataRanks in 1...3 {
      var settings = try Self.settings(name, pipeline: 2, sequences: 24 * dataRanks)
      settings.ramp = TrainingSettings.Ramp(from: 4 * dataRanks, over: 7)
      let schedules = BatchSchedules(settings: settings, dataRanks: dataRanks)
      let ramp = try schedules.ramp()
      for step in 0..<9 {
        _ = try schedules.schedule(sequences: ramp.sequences(atStep: step))
      }
      #expect(ramp.sequences(atStep: 0) == 4 * dataRanks)
      #expect(ramp.sequences(atStep: 7) == 24 * dataRanks)
    }
  }

  @Test("a schedule of one's own takes the batch of its microbatches and no other")
  func imported() throws {
    var settings = try Self.settings("csv:own", pipeline: 2, sequences: 8)
    settings.schedule.imported = try ScheduleCatalog.schedule(
      named: "1f1b", ranks: 2, microbatches: 4)
    let schedules = BatchSchedules(settings: settings, dataRanks: 2)
    #expect(try schedules.schedule(sequences: 8).microbatches == 4)
    #expect(throws: RunError.self) { try schedules.schedule(sequences: 16) }
    settings.pipelineRanks = 4
    #expect(throws: ExecutionError.self) {
      try BatchSchedules(settings: settings, dataRanks: 1).schedule(sequences: 8)
    }
  }

  @Test("61 layers fill 63 stages and not 70, which the refusal names")
  func tooManyStages() throws {
    let path = Repository.path("configs/models/deepseek-v3.json")
    let configuration = try ModelConfiguration(contentsOf: path)
    #expect(try configuration.layout(stages: 63, sequenceLength: 4096).stages.count == 63)
    let error = try #require(throws: ScheduleError.self) {
      try configuration.layout(stages: 70, sequenceLength: 4096)
    }
    #expect(error.code == .tooManyStages)
    #expect(error.detail.contains("70 stages for 61 layers"))
  }

  @Test("the learning rate ends at its floor with the horizon, wherever the run ends")
  func rates() throws {
    var settings = try Self.settings("1f1b", pipeline: 1, sequences: 1)
    settings.optimizer = TrainingSettings.Optimizer(
      learningRate: 1, warmup: 2, constant: 3, floor: 0.25, horizon: 10)
    settings.steps = 4
    let rates = try settings.learningRates()
    #expect((0..<5).map(rates.rate(atStep:)) == [0.5, 1, 1, 1, 1])
    #expect(rates.rate(atStep: 9) == 0.25)
    #expect(rates.rate(atStep: 7) > 0.25 && rates.rate(atStep: 7) < 1)
  }

  @Test("a rate that never falls to its floor is refused, one that has no lower floor is not")
  func unreachedFloor() throws {
    var settings = try Self.settings("1f1b", pipeline: 1, sequences: 1)
    settings.optimizer = TrainingSettings.Optimizer(
      learningRate: 1, warmup: 4, constant: 6, floor: 0.5, horizon: 10)
    let error = try #require(throws: OptimizerError.self) { try settings.learningRates() }
    #expect(error.code == .settingOutOfRange)
    #expect(error.detail.contains("4 warm-up and 6 constant steps of 10"))
    #expect(error.detail.contains("at most 9 together"))
    settings.optimizer.constant = 5
    #expect(try settings.learningRates().rate(atStep: 9) == 0.5)
    settings.optimizer.constant = 6
    settings.optimizer.floor = 1
    #expect(try settings.learningRates().rate(atStep: 9) == 1)
  }

  @Test("every setting but paths tells runs of several processes apart")
  func agreement() throws {
    let settings = try Self.settings("1f1b", pipeline: 1, sequences: 1)
    let lines = SettingsAgreement.lines(settings)
    func changes(_ change: (inout TrainingSettings) -> Void) -> Int {
      var other = settings
      change(&other)
      return zip(SettingsAgreement.lines(other), lines).count { $0 != $1 }
    }
    #expect(changes { $0.steps += 1 } == 1)
    #expect(changes { $0.model.seed += 1 } == 1)
    #expect(changes { $0.model.architecture.hiddenSize += 1 } == 1)
    #expect(changes { $0.model.constants.ropeTheta += 1 } == 1)
    #expect(changes { $0.model.precision = .bf16 } == 1)
    #expect(changes { $0.model.recomputation = [] } == 1)
    #expect(changes { $0.model.biasSpeed = 0.5 } == 1)
    #expect(changes { $0.model.balanceWeight = 0.5 } == 1)
    #expect(changes { $0.model.predictionWeight = 0.5 } == 1)
    #expect(changes { $0.optimizer.learningRate = 0.5 } == 1)
    #expect(changes { $0.batch.microbatch += 1 } == 1)
    #expect(changes { $0.ramp = TrainingSettings.Ramp(from: 1, over: 2) } == 1)
    #expect(changes { $0.schedule = TrainingSettings.Schedule("gpipe", chunks: 3) } == 2)
    #expect(changes { $0.stallLimit = nil } == 1)
    #expect(changes { $0.checkpoints = .init(folder: "a", every: 1) } == 1)
    #expect(changes { $0.text.source = .path("a") } == 1)
    #expect(
      SettingsAgreement.lines(Self.onFiles(settings, "a"))
        == SettingsAgreement.lines(Self.onFiles(settings, "b")))
  }

  private static func onFiles(_ settings: TrainingSettings, _ path: String) -> TrainingSettings {
    var settings = settings
    settings.text.source = .path(path)
    settings.checkpoints = TrainingSettings.Checkpoints(folder: path, every: 1)
    return settings
  }

  @Test("checkpoints are accepted in every precision that has a name, and no counts below 1")
  func unsupported() throws {
    var settings = try Self.settings("1f1b", pipeline: 1, sequences: 1)
    settings.checkpoints = TrainingSettings.Checkpoints(folder: "x", every: 1)
    for name in PrecisionName.allCases {
      settings.model.precision = name.precision
      try settings.check()
    }
    settings.checkpoints?.keep = 0
    #expect(throws: RunError.self) { try settings.check() }
  }

  @Test("what makes a checkpoint another run's is in the fingerprints, what may change is not")
  func fingerprints() throws {
    let settings = try Self.settings("1f1b", pipeline: 1, sequences: 1)
    let prints = settings.fingerprints(text: "text")
    func changed(_ change: (inout TrainingSettings) -> Void) -> Bool {
      var other = settings
      change(&other)
      return other.fingerprints(text: "text") != prints
    }
    #expect(changed { $0.model.seed += 1 })
    #expect(changed { $0.model.architecture.hiddenSize += 1 })
    #expect(changed { $0.model.constants.ropeTheta += 1 })
    #expect(changed { $0.model.precision = .bf16 })
    #expect(changed { $0.batch.sequenceLength += 1 })
    #expect(changed { $0.text.heldOut += 0.1 })
    #expect(changed { $0.optimizer.moments = .fp32 })
    #expect(!changed { $0.model.architecture.name = "other" })
    #expect(!changed { $0.batch.sequences += 1 })
    #expect(!changed { $0.pipelineRanks += 1 })
    #expect(!changed { $0.optimizer.learningRate *= 2 })
    #expect(settings.fingerprints(text: "other") != prints)
  }
}
