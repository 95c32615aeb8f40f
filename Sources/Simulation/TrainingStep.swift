public import ClusterModels
public import CostModels
public import PipelineSchedules
import Quantities
public import TransformerModels

/// One training step, ready to be simulated: schedule, stages and costs worked out.
public struct TrainingStep: Sendable {
  public let model: Architecture
  public let cluster: Cluster
  public internal(set) var configuration: StepConfiguration
  public let schedule: PipelineSchedule
  public let layout: StageLayout
  public let costs: OperatorCosts
  /// Factors on all durations; 1 unless somebody asks what an error would change.
  public var scales = CostScales()
  /// Lane groups that are simulated; nil for all.
  var sampledGroups: Int?

  /// Works out schedule, stages and costs.
  ///
  /// - Parameters:
  ///   - model: What is trained.
  ///   - cluster: What it is trained on.
  ///   - calibration: What its GPU was measured to do; nil for plain efficiencies.
  ///   - configuration: How.
  ///   - imported: A schedule read from a file, used where the configuration names `csv:FILE`.
  /// - Throws: `ScheduleError` where the schedule or the layout does not fit the counts,
  ///   `CostError` where the hardware cannot do it, `SimulationError` with code `indivisible` where
  ///   the batch does not divide.
  public init(
    model: Architecture, cluster: Cluster, calibration: Calibration? = nil,
    configuration: StepConfiguration, imported: PipelineSchedule? = nil
  ) throws {
    let parallelism = configuration.parallelism
    let perMicrobatch = parallelism.data * configuration.microbatch
    guard configuration.sequences.isMultiple(of: perMicrobatch), configuration.sequences > 0 else {
      throw SimulationError(
        code: .indivisible,
        detail: "\(configuration.sequences) sequences over data \(parallelism.data) x microbatch "
          + "\(configuration.microbatch); expected a multiple of \(perMicrobatch)")
    }
    schedule = try Self.schedule(configuration, imported)
    var costs = try OperatorCosts(
      Workload(
        model: model, cluster: cluster, parallelism: parallelism,
        sequenceLength: configuration.sequenceLength, microbatch: configuration.microbatch,
        precision: configuration.precision, recomputation: configuration.recomputation,
        communicationSMs: configuration.communicationSMs, zeroStage: configuration.zeroStage,
        calibration: calibration, kernels: configuration.kernels))
    costs.transfersMeetExchanges = configuration.transfers == .eager
    self.costs = costs
    layout = try Self.layout(configuration, model, costs, stages: schedule.stages)
    self.model = model
    self.cluster = cluster
    self.configuration = configuration
  }

  private static func schedule(
    _ configuration: StepConfiguration, _ imported: PipelineSchedule?
  ) throws -> PipelineSchedule {
    let (ranks, microbatches) = (configuration.parallelism.pipeline, configuration.microbatches)
    guard let imported else {
      return try ScheduleCatalog.schedule(
        named: configuration.schedule, ranks: ranks, microbatches: microbatches,
        chunks: configuration.chunks)
    }
    guard imported.ranks == ranks, imported.microbatches == microbatches else {
      throw SimulationError(
        code: .indivisible,
        detail: "\(imported.name) has \(imported.ranks) ranks and \(imported.microbatches) "
          + "microbatches; the scenario has \(ranks) and \(microbatches)")
    }
    return imported
  }

  private static func layout(
    _ configuration: StepConfiguration, _ model: Architecture, _ costs: OperatorCosts, stages: Int
  ) throws -> StageLayout {
    let predictions = configuration.multiTokenPrediction
    switch configuration.stages {
    case .layout(let text):
      return try StageLayout(
        text, layers: model.layers, multiTokenPrediction: predictions, stages: stages)
    case .balanced:
      let units =
        [costs.unitCost(.embedding, layer: 0)]
        + (0..<model.layers).map { costs.unitCost(.layer, layer: $0) }
        + Array(
          repeating: costs.unitCost(.multiTokenPrediction, layer: model.layers),
          count: predictions)
        + [costs.unitCost(.head, layer: model.layers)]
      return try StageLayout.balanced(
        costs: units, layers: model.layers, multiTokenPrediction: predictions, stages: stages)
    }
  }

  /// The units of a stage with the numbers of their layers.
  public func units(ofStage stage: Int) -> [(unit: StageUnit, layer: Int)] {
    var layers = layout.layers(onStage: stage).makeIterator()
    return layout.stages[stage].map { unit in
      (unit, unit == .layer ? layers.next() ?? 0 : model.layers)
    }
  }

  /// The ranks that keep a copy of the embedding each, where more than one set of ranks does.
  ///
  /// Multi-token prediction and tied heads use the embedding on the last stage. Where a rank holds
  /// the first and the last stage (DualPipe, V shapes) they share it, elsewhere the last stage's
  /// rank has its own.
  public var embeddingCopies: [Int] {
    guard configuration.multiTokenPrediction > 0 || model.tiedEmbedding else { return [] }
    let first = Set(schedule.holders(ofStage: 0))
    let last = Set(schedule.holders(ofStage: schedule.stages - 1))
    return first.isDisjoint(with: last) ? first.union(last).sorted() : []
  }

  /// Gradient reduction, optimiser and all-gather of each pipeline rank.
  public var stepEndCosts: [StepEndCosts] {
    let tied = embeddingCopies
    return (0..<schedule.ranks).map { rank in
      let stages = schedule.stages(onRank: rank)
      var end = costs.stepEnd(
        heldUnits: stages.flatMap(units(ofStage:)), copies: schedule.copies,
        sharesEmbeddingWithAnotherRank: tied.contains(rank))
      end.reduceScatter = end.reduceScatter.scaled(by: scales.stepEnd)
      end.embeddingAllReduce = end.embeddingAllReduce.scaled(by: scales.stepEnd)
      end.optimizer = end.optimizer.scaled(by: scales.stepEnd)
      end.allGather = end.allGather.scaled(by: scales.stepEnd)
      return end
    }
  }
}
