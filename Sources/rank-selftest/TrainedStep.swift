import LinearAlgebra
import MPIRuntime
import PipelineSchedules
import Training

/// A step of a model on a grid of ranks.
struct TrainedStep {
  let grid: ProcessGrid
  let log = PassLog()
  let worker: ModelWorker
  let executor: ScheduleExecutor
  private let model: EqualityModel
  private let layout: StageLayout
  private let exchange: RankExpertExchange?

  /// Prepares a schedule for the pipeline ranks of the grid, with a data rank's microbatches, and a layout
  /// of its stages; every rank takes part.
  init(
    _ schedule: PipelineSchedule, _ model: EqualityModel, _ layout: StageLayout,
    on world: Communicator, stallLimit: Duration = .seconds(40)
  ) throws {
    let grid = try ProcessGrid(world, pipelineRanks: schedule.ranks)
    let architecture = model.configuration.architecture
    let exchange = try grid.makeExchange(for: architecture)
    let worker = try model.worker(
      layout, stages: schedule.stages(onRank: grid.pipelineRank),
      exchange: ObservedExchange(
        exchange ?? LocalExpertExchange(experts: model.experts), log))
    try Self.begin(worker, model, grid)
    self.grid = grid
    self.worker = worker
    self.model = model
    self.layout = layout
    self.exchange = exchange
    executor = try ScheduleExecutor(
      schedule, worker: ObservedWorker(worker, log), on: grid.pipeline, stallLimit: stallLimit)
  }

  /// Plays the step from cleared gradients.
  @discardableResult
  func play() throws -> RankRecord {
    worker.clearGradients()
    for balance in worker.balances { balance.clearLoads() }
    log.clear()
    try Self.begin(worker, model, grid)
    return try executor.play()
  }

  func close() throws { try exchange?.close() }

  /// What this rank has of the step that was played last, for comparison bit by bit.
  var bits: [UInt64] {
    worker.parameters.flatMap { $0.gradient.values.map { UInt64($0.bitPattern) } }
      + [worker.loss.main, worker.loss.prediction, worker.loss.balance].map(\.bitPattern)
      + worker.balances.flatMap { $0.loads.map { UInt64($0) } }
  }

  /// Joins what all ranks have; every rank takes part.
  ///
  /// - Returns: The step on rank 0; nil elsewhere.
  func summary() throws -> StepSummary? {
    let world = grid.world
    let parameters = worker.parameters
    let loss = [worker.loss.main, worker.loss.prediction, worker.loss.balance]
    let names = parameters.map(\.name).joined(separator: "\n")
    let choices = StepSummary.choices(log, layout) { grid.globalNumber(ofMicrobatch: $0) }
    let losses = try world.gather(loss, to: 0)
    let allNames = try world.gather(Array(names.utf8), to: 0)
    let counts = try world.gather(parameters.map { Int64($0.gradient.values.count) }, to: 0)
    let values = try world.gather(parameters.flatMap(\.gradient.values), to: 0)
    let selections = try world.gather(choices.flatMap { $0 }, to: 0)
    guard let losses, let allNames, let counts, let values, let selections else { return nil }
    var summary = StepSummary()
    let width = 2 + model.selectionsOfMicrobatch
    for rank in losses.indices {
      summary.add(
        loss: losses[rank],
        names: String(decoding: allNames[rank], as: UTF8.self).split(separator: "\n").map(
          String.init),
        counts: counts[rank].map { Int($0) }, gradients: values[rank])
      summary.add(
        choices: stride(from: 0, to: selections[rank].count, by: width).map {
          selections[rank][$0..<$0 + width]
        })
    }
    return summary
  }

  private static func begin(
    _ worker: ModelWorker, _ model: EqualityModel, _ grid: ProcessGrid
  ) throws {
    var microbatches: [Int: Microbatch] = [:]
    for number in 0..<model.microbatches / grid.dataRanks {
      microbatches[number] = try model.microbatch(grid.globalNumber(ofMicrobatch: number))
    }
    try worker.begin(microbatches, tokensOfStep: model.tokensOfStep)
  }
}
