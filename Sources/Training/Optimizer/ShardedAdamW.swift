internal import CTrainingKernels
internal import Glibc
internal import LinearAlgebra
internal import MPIRuntime

/// AdamW whose moments are spread over the ranks that hold copies of a parameter (ZeRO-1).
///
/// Each holder of a group gets the sums of an equal part of the gradients, moves that part of the master
/// values with its moments, and gives it to the others: as many bytes as an all-reduce of the gradients,
/// and one holder's part of the memory. Messages carry whole groups. On one grid the results are the same
/// from run to run, and all copies are bit for bit equal after each step.
///
/// - Source: Rajbhandari et al. 2020, arXiv:1910.02054, section 5.1; ``AdamWSettings`` for the update.
public final class ShardedAdamW {
  public let settings: AdamWSettings
  /// Steps taken so far.
  public internal(set) var steps = 0
  let groups: ReplicaGroups
  let parts: [OptimizerShard]

  /// An optimizer with moments of 0.
  ///
  /// - Parameters:
  ///   - groups: Of the parameters to train.
  ///   - settings: The same on every rank.
  /// - Throws: `OptimizerError` with code `settingOutOfRange`, which names the setting.
  public init(_ groups: ReplicaGroups, settings: AdamWSettings) throws(OptimizerError) {
    try settings.check()
    self.settings = settings
    self.groups = groups
    parts = groups.groups.map { OptimizerShard($0, settings.moments) }
  }

  /// Elements of each moment on this rank.
  public var momentCount: Int { parts.reduce(0) { $0 + $1.moments.count } }

  /// Moves the values by the gradients; every rank takes part.
  ///
  /// Gradients stay as they are: the caller clears them. Gradients of one rank are not those of all:
  /// they are summed on the way.
  ///
  /// - Parameter learningRate: From 0; the same on every rank.
  /// - Returns: The norm of all gradients together, each element of the model counted once, and the
  ///   factor that they were clipped with; both the same on every rank.
  /// - Throws: `OptimizerError` with code `settingOutOfRange` for a learning rate that is none; on every
  ///   rank with code `notFinite`, which names the parameters whose gradients are not finite, before any
  ///   value or moment has changed; `MPIError` when a message fails.
  public func step(
    learningRate: Double
  ) throws -> (gradientNorm: Double, clipFactor: Double) {
    try OptimizerError.require(
      learningRate >= 0 && learningRate.isFinite, "learning rate \(learningRate); from 0")
    for shard in parts { try shard.reduceGradients(&groups.row) }
    let norm = try gradientNorm()
    var clipFactor = 1.0
    if let limit = settings.clipNorm, norm > limit { clipFactor = limit / norm }
    steps += 1
    let decayed = factors(learningRate, clipFactor, decay: settings.weightDecay)
    let plain = factors(learningRate, clipFactor, decay: 0)
    for shard in parts {
      shard.step { $0.value.rows == 1 ? plain : decayed }
      try shard.gatherValues(&groups.row)
    }
    return (norm, clipFactor)
  }

  /// The norm over all ranks, summed in the order of ranks and of groups.
  private func gradientNorm() throws -> Double {
    let own = parts.reduce(0) { sum, shard in
      shard.pieces.reduce(sum) { $0 + shard.sumOfSquares($1) }
    }
    let square = try groups.world.allGather([own]).joined().reduce(0, +)
    guard square.isFinite else { throw try notFinite() }
    return square.squareRoot()
  }

  /// The error that names what is not finite on any rank; every rank takes part.
  private func notFinite() throws(MPIError) -> OptimizerError {
    let places = Dictionary(
      uniqueKeysWithValues: groups.names.indices.map { (groups.names[$0], Int64($0)) })
    let own = parts.flatMap { shard in
      shard.pieces.filter { !shard.sumOfSquares($0).isFinite }
        .compactMap { places[shard.name($0)] }
    }
    let all = Set(try groups.world.allGather(own).joined()).sorted()
    let shown = all.prefix(8).map { groups.names[Int($0)] }.joined(separator: ", ")
    let rest = all.count > 8 ? " and \(all.count - 8) others" : ""
    return OptimizerError(
      code: .notFinite,
      detail: "gradients of \(shown)\(rest) after \(steps) steps; finite numbers are accepted")
  }

  private func factors(
    _ learningRate: Double, _ clipFactor: Double, decay: Double
  ) -> adamw_factors {
    let (beta1, beta2, count) = (settings.beta1, settings.beta2, Double(steps))
    return adamw_factors(
      clip: Float(clipFactor), beta1: Float(beta1), rest1: Float(1 - beta1), beta2: Float(beta2),
      rest2: Float(1 - beta2), rate: Float(learningRate / (1 - pow(beta1, count))),
      root: Float(1 / (1 - pow(beta2, count)).squareRoot()), epsilon: Float(settings.epsilon),
      keep: Float(1 - learningRate * decay))
  }
}
