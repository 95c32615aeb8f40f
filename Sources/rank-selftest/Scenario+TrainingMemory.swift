import FoundationEssentials
import MPIRuntime
import Training
import TransformerModels

extension Scenario {
  private static let steps = 1_000
  /// The step behind which all memory that a run needs is there.
  private static let early = 200
  /// The history of 800 steps takes a tenth of it.
  private static let mostBytesMore = 1 << 20
  private static let pageBytes = 4_096

  /// A thousand steps as pipeline and as data ranks take no more memory than a fifth of them.
  static let trainingMemory = [
    Scenario("training-memory") { world in
      for pipelineRanks in [1, world.size] {
        let trainer = try Trainer(settings(pipelineRanks: pipelineRanks), on: world)
        var pages = try residentPages()
        while let metrics = try trainer.step() {
          if metrics.step <= early { pages = max(pages, try residentPages()) }
        }
        let more = (try residentPages() - pages) * pageBytes
        guard trainer.stepsDone == steps, more < mostBytesMore else {
          throw Unexpected(
            description: "rank \(world.rank), \(pipelineRanks) pipeline ranks: \(more) bytes more "
              + "after step \(trainer.stepsDone) than after step \(early)")
        }
      }
    }
  ]

  private static func settings(pipelineRanks: Int) -> TrainingSettings {
    let architecture = Architecture(
      family: "deepseek_v3", name: "memory", vocabularySize: 257, hiddenSize: 16, layers: 2,
      attention: .latent(
        heads: 2, queryRank: 8, keyValueRank: 8, noPositionSize: 4, ropeSize: 2, valueSize: 4),
      denseIntermediateSize: 16,
      experts: Architecture.Experts(
        routed: 4, shared: 1, active: 2, intermediateSize: 8, groups: 1, keptGroups: 1,
        firstDenseLayers: 1),
      multiTokenPredictionModules: 1, tiedEmbedding: false)
    return TrainingSettings(
      model: ModelConfiguration(architecture: architecture, precision: .bf16),
      pipelineRanks: pipelineRanks,
      schedule: TrainingSettings.Schedule(pipelineRanks > 1 ? "zb-h1" : "1f1b"),
      batch: TrainingSettings.Batch(sequences: 2, sequenceLength: 8),
      optimizer: TrainingSettings.Optimizer(learningRate: 0.001, horizon: steps), steps: steps)
  }
}
