/// The biases that balance the experts of a layer without a loss.
///
/// After each training step the bias of every expert that had more than the mean load falls by
/// ``gamma``, and that of every expert with less rises by it. Loads count over the whole batch of the
/// step, so a caller on several processes sums them first; the same loads give the same biases
/// everywhere.
///
/// - Source: DeepSeek-V3 Technical Report, section 2.1.2; Wang et al. 2024, arXiv:2408.15664.
public struct BiasBalancer: Hashable, Sendable {
  /// DeepSeek-V3's speed for its first 14.3 trillion tokens.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 4.2.
  public static let deepSeekV3Gamma: Float = 0.001

  /// How far a bias moves in one step; scores are between 0 and 1.
  public var gamma: Float
  /// `[experts]`, for a gate's choice; 0 at first.
  public private(set) var bias: [Float]

  /// - Parameters:
  ///   - experts: Routed experts.
  ///   - gamma: Finite; 0 leaves the biases as they are.
  /// - Throws: `RoutingError` when there is no expert (`notPositive`) or when `gamma` is below 0 or
  ///   not finite (`negative`).
  public init(experts: Int, gamma: Float = deepSeekV3Gamma) throws(RoutingError) {
    guard experts > 0 else {
      throw RoutingError(code: .notPositive, detail: "\(experts) experts; at least 1 is needed")
    }
    guard gamma >= 0, gamma.isFinite else {
      throw RoutingError(
        code: .negative, detail: "gamma \(gamma); it must be finite and at least 0")
    }
    self.gamma = gamma
    bias = Array(repeating: 0, count: experts)
  }

  /// Moves the biases after a step.
  ///
  /// - Parameter loads: `[experts]`, selections of each in the whole batch.
  /// - Throws: `RoutingError` with code `shapeMismatch` when there are not as many loads as experts.
  /// - Complexity: O(experts)
  public mutating func update(loads: [Int]) throws(RoutingError) {
    guard loads.count == bias.count else {
      throw RoutingError(
        code: .shapeMismatch, detail: "\(loads.count) loads for \(bias.count) experts")
    }
    let total = loads.reduce(0, +)
    for expert in bias.indices {
      // Compared as whole numbers: a load that is exactly the mean must not move its bias.
      let scaled = loads[expert] * loads.count
      if scaled > total { bias[expert] -= gamma }
      if scaled < total { bias[expert] += gamma }
    }
  }
}
