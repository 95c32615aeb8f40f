import ClusterModels
import CostModels
import PipelineSchedules
import Simulation
import TransformerModels

/// A pipeline whose outer stages hold embedding and head alone would pair unequal stages; here the
/// pairs of every rank hold two layers with experts each, and the ends hold what is left.
enum PlainStages {
  /// As the fixture, without dense layers, embedding and head of negligible size aside.
  static func step(
    _ schedule: String, _ change: (inout StepConfiguration) -> Void
  ) throws -> TrainingStep {
    var configuration = Fixture.configuration(schedule)
    configuration.multiTokenPrediction = 0
    change(&configuration)
    return try TrainingStep(
      model: Fixture.model, cluster: Fixture.cluster(nodes: configuration.parallelism.gpus / 4),
      configuration: configuration)
  }
}
