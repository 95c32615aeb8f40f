internal import LinearAlgebra
public import MPIRuntime
public import PipelineSchedules
internal import TransformerModels

/// Trains a model step by step, on as many processes as there are.
///
/// A step plays the schedule over the step's microbatches, moves the weights, and balances the experts.
/// All processes call the same methods in the same order.
///
///     let trainer = try Trainer(settings, on: world)
///     while let metrics = try trainer.step() { ... }
public final class Trainer {
  public let settings: TrainingSettings
  public let grid: ProcessGrid
  public let layout: StageLayout
  /// What was shown so far, from the first step or from the checkpoint that the run went on from.
  public internal(set) var history: TrainingHistory
  /// Steps that the model has behind it.
  public internal(set) var stepsDone = 0
  /// The step of the checkpoint that the run went on from; nil for one that began anew.
  public internal(set) var resumedStep: Int?
  /// Files of checkpoints that were not good, each with the reason.
  public internal(set) var refusedFiles: [String] = []
  /// What a person should know and no result depends on, on rank 0; whoever shows it takes it away.
  public var notices: [String] = []
  /// The step of the newest checkpoint that this run wrote or went on from.
  public internal(set) var savedStep: Int?

  let worker: ModelWorker
  let groups: ReplicaGroups
  let optimizer: ShardedAdamW
  let text: TrainingText
  let store: CheckpointStore?
  /// Steps of the checkpoints that were found damaged and were not written anew since.
  var refusedSteps: Set<Int> = []
  /// Sequences that the model has seen, which is the number of the next one.
  var sequencesDone = 0
  var recorder = StepRecorder()
  let watchdog: Watchdog?
  private let rates: LearningRateSchedule
  private let ramp: BatchRamp
  private let schedules: BatchSchedules
  private var executor: ScheduleExecutor?

  /// Builds the model and what trains it, and goes on from the newest checkpoint if there is one.
  ///
  /// - Parameters:
  ///   - settings: The same on every process, apart from paths.
  ///   - world: All processes: a multiple of the pipeline ranks, which makes data ranks.
  ///   - start: What is done with checkpoints that are there already.
  /// - Throws: The same on every process: `RunError`, `ScheduleError`, `ExecutionError`,
  ///   `OptimizerError`, `TrainingError` or `DataError` for settings that do not fit each other or the
  ///   processes; `CheckpointError` for a checkpoint of another run. `MPIError` when a message fails.
  public init(
    _ settings: TrainingSettings, on world: Communicator, start: RunStart = .anyway
  ) throws {
    let watchdog = Self.startWatchdog(settings, on: world)
    defer { watchdog?.enter(.resting) }
    try SettingsAgreement.require(settings, on: world)
    try settings.check()
    try watchdog?.listen(to: LifeSigns(of: world))
    let grid = try ProcessGrid(world, pipelineRanks: settings.pipelineRanks)
    let schedules = BatchSchedules(settings: settings, dataRanks: grid.dataRanks)
    ramp = try schedules.ramp()
    let schedule = try schedules.schedule(sequences: ramp.sequences(atStep: 0))
    layout = try settings.model.layout(
      stages: schedule.stages, sequenceLength: settings.batch.sequenceLength)
    rates = try settings.learningRates()
    text = try TrainingText.agreed(settings, grid: grid)
    worker = try ModelWorker(
      settings.model, layout: layout, stages: schedule.stages(onRank: grid.pipelineRank),
      exchange: grid.makeExchange(for: settings.model.architecture))
    groups = try ReplicaGroups(worker.parameters, on: world)
    optimizer = try ShardedAdamW(groups, settings: settings.adamW)
    store = try settings.checkpoints.map { try CheckpointStore(folder: $0.folder, on: world) }
    history = TrainingHistory(
      facts: TrainingHistory.Facts(
        settings: settings, pipelineRanks: grid.pipelineRanks, dataRanks: grid.dataRanks,
        layout: "\(layout)", parameters: try groups.elementCount()),
      layers: settings.model.layersWithExperts)
    self.settings = settings
    self.grid = grid
    self.schedules = schedules
    self.watchdog = watchdog
    if world.rank == 0 { notices = text.remarks }
    try begin(start)
  }

  /// Trains one step more, and writes a checkpoint when one is due.
  ///
  /// - Parameter record: Is told what the step showed before its checkpoint is written, so that no
  ///   record of steps lacks one that the run will not do again.
  /// - Returns: What it showed; nil when all steps are done.
  /// - Throws: What the computation throws; `OptimizerError` with code `notFinite` for gradients that
  ///   are not numbers; `CheckpointError` where a checkpoint cannot be written; `DataError` for text
  ///   that has changed; what `record` throws. The trainer cannot be used any more then.
  public func step(
    recording record: (StepMetrics) throws -> Void = { _ in }
  ) throws -> StepMetrics? {
    guard stepsDone < settings.steps else { return nil }
    let began = MonotonicClock.now
    let sequences = ramp.sequences(atStep: stepsDone)
    let microbatches = try watched(.reading) {
      try text.microbatches(of: sequences, from: sequencesDone)
    }
    var played = try play(microbatches, sequences)
    let rate = rates.rate(atStep: stepsDone)
    let (norm, factor) = try watched(.optimizing) { try optimizer.step(learningRate: rate) }
    let tokens = sequences * settings.batch.sequenceLength
    let losses = try watched(.summing) { try self.losses(tokens: tokens) }
    let loads = try watched(.summing) { try balance() }
    worker.clearGradients()
    let ended = MonotonicClock.now
    played.finished = executor?.clock.now
    recorder.take(played)
    stepsDone += 1
    sequencesDone += sequences
    let metrics = StepMetrics(
      step: stepsDone, sequences: sequences, tokens: tokens, learningRate: rate,
      loss: losses.main, predictionLoss: losses.prediction, balanceLoss: losses.balance,
      gradientNorm: norm, clipFactor: factor, loads: loads,
      seconds: Double(ended - began) / 1e9)
    history.append(metrics)
    try record(metrics)
    if isCheckpointDue { try watched(.saving) { _ = try save() } }
    return metrics
  }

  /// Whether any process asks for something; every process calls it.
  ///
  /// - Parameter asks: Whether this one does.
  /// - Returns: The same on every process.
  /// - Throws: `MPIError` when a message fails.
  public func anyAsks(_ asks: Bool) throws -> Bool {
    try watched(.agreeing) { try grid.world.allReduce([asks ? 1 : 0] as [Int32], .max)[0] > 0 }
  }

  /// The loss of the text that is never trained on: of as many sequences as a whole batch has.
  ///
  /// Plays a step whose gradients are thrown away, so that it takes as long as one; every process calls
  /// it, when the last step is done. Where the held-out text is shorter, it comes again.
  ///
  /// - Returns: Losses in nats a token; nil where no text is held out.
  /// - Throws: As ``step(recording:)``.
  public func heldOutLoss() throws -> LossSums? {
    let sequences = settings.batch.sequences
    let heldOut = try watched(.reading) { try text.heldOut(of: sequences) }
    guard let microbatches = heldOut else { return nil }
    _ = try play(microbatches, sequences)
    defer {
      worker.clearGradients()
      for balance in worker.balances { balance.clearLoads() }
    }
    return try watched(.summing) {
      try losses(tokens: sequences * settings.batch.sequenceLength)
    }
  }

  private func play(_ microbatches: [Int: Microbatch], _ sequences: Int) throws -> RankRecord {
    if executor?.schedule.microbatches != microbatches.count {
      executor = try ScheduleExecutor(
        schedules.schedule(sequences: sequences), worker: worker, on: grid.pipeline,
        watchdog: watchdog)
      recorder = StepRecorder()
    }
    guard let executor else { preconditionFailure("no executor for \(sequences) sequences") }
    recorder.schedule = executor.schedule
    try worker.begin(microbatches, tokensOfStep: sequences * settings.batch.sequenceLength)
    return try executor.play()
  }

  /// The losses of the step that was played, over all processes and divided by its tokens.
  private func losses(tokens: Int) throws -> LossSums {
    let own = worker.loss
    let sums = try grid.world.allReduce([own.main, own.prediction, own.balance], .sum)
    var losses = LossSums()
    losses.main = sums[0] / Double(tokens)
    losses.prediction = sums[1] / Double(tokens)
    losses.balance = sums[2] / Double(tokens)
    return losses
  }

  /// Adds the loads of all processes up and moves the biases.
  ///
  /// - Returns: `[layer][expert]`, of all layers of the model.
  private func balance() throws -> [[Int]] {
    let experts = settings.model.architecture.experts?.routed ?? 0
    let layers = history.layers
    var own = [Int64](repeating: 0, count: layers.count * experts)
    for balance in worker.balances {
      guard let layer = layers.firstIndex(of: balance.name) else { continue }
      for (expert, load) in balance.loads.enumerated() {
        own[layer * experts + expert] = Int64(load)
      }
    }
    let sums = try grid.world.allReduce(own, .sum).map(Int.init)
    let loads = layers.indices.map { Array(sums[$0 * experts..<($0 + 1) * experts]) }
    for balance in worker.balances {
      guard let layer = layers.firstIndex(of: balance.name) else { continue }
      try balance.update(loads: loads[layer])
      balance.clearLoads()
    }
    return loads
  }
}
