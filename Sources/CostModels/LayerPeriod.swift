import ClusterModels

/// The time between the starts of two layers of an overlapped pair, forward and backward played
/// together.
public struct LayerPeriod: Hashable, Sendable {
  /// What the pair ran on each GPU; its calibration is no matter.
  public var workload: Workload
  /// Relative standard deviation of the speeds of the GPUs that waited for each other.
  public var speedSpread: Double
  /// The layer's place in the pair, from 1.
  public var layer: Int
  public var seconds: Double
  public var source: String

  public init(
    workload: Workload, speedSpread: Double, layer: Int, seconds: Double, source: String
  ) {
    self.workload = workload
    self.speedSpread = speedSpread
    self.layer = layer
    self.seconds = seconds
    self.source = source
  }

  /// What the slowest GPU of the expert group takes over one of middling speed: all wait for it.
  var slowness: Double {
    1 + speedSpread * SlowestMember.deviations(of: workload.parallelism.expert)
  }
}
