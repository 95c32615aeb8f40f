import ClusterModels

/// How slow each GPU of a block is, for the whole step.
///
/// A GPU's slowness is a pure function of (seed, rank, lane), so that neither blocks nor processes
/// change it.
@safe
final class GPUSpeeds {
  /// `[rank * lanes + lane]`, 65,536 times each GPU's slowness.
  let factors: UnsafeMutablePointer<Int32>

  /// Draws the slowness of the GPUs on a block's lanes; nil where all GPUs are alike.
  init?(_ configuration: StepConfiguration, lanes: Range<Int>) {
    guard configuration.speedSpread > 0 else { return nil }
    let ranks = configuration.parallelism.pipeline
    // Reason: rows of the kernels, as long as the block has lanes.
    unsafe factors = .allocate(capacity: ranks * lanes.count)
    for rank in 0..<ranks {
      for (index, lane) in lanes.enumerated() {
        unsafe (factors + rank * lanes.count + index).initialize(
          to: Self.slowness(configuration, rank: rank, lane: lane))
      }
    }
  }

  deinit { unsafe factors.deallocate() }

  /// 65,536 times the slowness of one GPU: 1 for one of middling speed, drawn around that.
  ///
  /// The sum of four uniform 16-bit numbers stands for a normal one, as in jitter.
  static func slowness(_ configuration: StepConfiguration, rank: Int, lane: Int) -> Int32 {
    let seed = LaneVariation.mixed(configuration.seed) ^ 0x7370_6565_6473_2121
    let key = LaneVariation.mixed(LaneVariation.mixed(seed ^ UInt64(rank) << 40) ^ UInt64(lane))
    let sum = (0..<4).reduce(0) { $0 + Int((key >> (16 * $1)) & 0xFFFF) }
    let factor = 1 + configuration.speedSpread * (Double(sum) - 131_070) / 37_837.2
    return Int32((max(0.01, factor) * 65_536).rounded())
  }
}
