public import ClusterModels
public import CostModels
public import Quantities
public import TransformerModels

/// A training run as a scenario file describes it, validated.
public struct Scenario: Sendable {
  /// For people: the file's name without its ending.
  public var name: String
  public var model: Architecture
  public var cluster: Cluster
  /// What the cluster's GPU was measured to do; nil where its file names no measurements.
  public var calibration: Calibration?
  public var step: StepConfiguration
  /// Nil where the file prices no run.
  public var run: TrainingRun?
  /// Price of one GPU for one hour; nil where the file names none.
  public var gpuHourPrice: Money?

  public init(
    name: String, model: Architecture, cluster: Cluster, calibration: Calibration? = nil,
    step: StepConfiguration, run: TrainingRun?, gpuHourPrice: Money?
  ) {
    self.name = name
    self.model = model
    self.cluster = cluster
    self.calibration = calibration
    self.step = step
    self.run = run
    self.gpuHourPrice = gpuHourPrice
  }
}
