/// The time between the starts of two layers of an overlapped pair, forward and backward played
/// together.
public struct LayerPeriod: Hashable, Sendable {
  /// What the pair ran on each GPU; its calibration is no matter.
  public var workload: Workload
  /// The layer's place in the pair, from 1.
  public var layer: Int
  public var seconds: Double
  public var source: String

  public init(workload: Workload, layer: Int, seconds: Double, source: String) {
    self.workload = workload
    self.layer = layer
    self.seconds = seconds
    self.source = source
  }
}
