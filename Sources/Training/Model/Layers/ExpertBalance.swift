internal import ExpertParallelism

/// The load of a layer's experts and the biases that balance it.
///
/// Ranks that hold copies of the layer add their loads up before they update the biases, so that all
/// have the same ones.
public final class ExpertBalance {
  /// Of the layer, as parameters are named; the same on every grid.
  public let name: String
  /// `[experts]`, selections by this rank's tokens since ``clearLoads()``.
  public private(set) var loads: [Int]
  /// `[experts]`, added to the scores for the choice alone; 0 at first. A checkpoint keeps it.
  public var bias: [Float]
  private let speed: Float

  init(name: String, experts: Int, speed: Float) {
    self.name = name
    self.speed = speed
    loads = [Int](repeating: 0, count: experts)
    bias = [Float](repeating: 0, count: experts)
  }

  /// Moves the biases after a step.
  ///
  /// - Parameter loads: `[experts]`, selections in the whole batch.
  /// - Throws: `TrainingError` with code `exchangeFailed` when there are not as many loads as experts.
  public func update(loads: [Int]) throws(TrainingError) {
    let moves = try TrainingError.routing(name) { () throws(RoutingError) in
      var balancer = try BiasBalancer(experts: bias.count, gamma: speed)
      try balancer.update(loads: loads)
      return balancer.bias
    }
    for expert in bias.indices { bias[expert] += moves[expert] }
  }

  /// Begins to count loads anew.
  public func clearLoads() { loads = [Int](repeating: 0, count: loads.count) }

  func count(_ topK: [Int32]) {
    for expert in topK { loads[Int(expert)] += 1 }
  }
}
