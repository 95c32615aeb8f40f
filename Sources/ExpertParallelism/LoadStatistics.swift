/// How evenly a load lies on experts, GPUs or nodes.
public struct LoadStatistics: Hashable, Sendable {
  public let mean: Double
  public let greatest: Double
  public let least: Double
  /// The standard deviation over the mean; 0 where there is no load.
  public let relativeDeviation: Double

  /// - Parameter loads: One a member, none negative, at least one.
  public init(_ loads: [Double]) {
    precondition(!loads.isEmpty && loads.allSatisfy { $0 >= 0 }, "loads \(loads)")
    let mean = loads.reduce(0, +) / Double(loads.count)
    let variance = loads.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(loads.count)
    self.mean = mean
    greatest = loads.reduce(0, max)
    least = loads.reduce(.infinity, min)
    relativeDeviation = mean > 0 ? variance.squareRoot() / mean : 0
  }

  /// - Parameter loads: One a member, none negative, at least one.
  public init(_ loads: [Int]) { self.init(loads.map { Double($0) }) }

  /// MaxVio: how far the greatest load lies above the mean, over the mean; 0 where there is no load.
  ///
  /// - Source: Wang et al. 2024, arXiv:2408.15664, section 4.
  public var maxViolation: Double { mean > 0 ? greatest / mean - 1 : 0 }
}
