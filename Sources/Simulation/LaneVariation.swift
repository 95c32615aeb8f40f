internal import CLaneKernels
import ClusterModels

/// Makes durations differ: jitter, routing, speeds and stragglers, for every GPU and every microbatch.
///
/// A random effect is a pure function of (seed, rank, operator, lane), so that neither order nor
/// the partition over processes changes it.
@safe
final class LaneVariation {
  private let jitter: Double
  private let seed: UInt64
  /// `[lanes]`, one key a lane of the block.
  private let laneKeys: UnsafeMutablePointer<UInt64>
  /// `[rank]`, the block's stragglers: lane of the block, and 65,536 times the slowdown.
  private let stragglers: [[(lane: Int, factor: Int64)]]
  /// `[rank]`, whether there are any.
  private let hasStragglers: [Bool]
  /// Nil where all GPUs are alike.
  private let speeds: GPUSpeeds?
  /// The factors of `speeds`, at hand for every operator.
  private let slowness: UnsafeMutablePointer<Int32>?
  /// Nil where routing is balanced.
  private let loads: ExpertLoads?

  /// Takes jitter, stragglers and seed for a block's lanes among all lanes of a pipeline rank.
  init(_ configuration: StepConfiguration, lanes: Range<Int>, loads: ExpertLoads? = nil) {
    self.loads = loads
    jitter = configuration.jitter
    seed = Self.mixed(configuration.seed)
    // Reason: a row of the kernels, as long as the block has lanes.
    unsafe laneKeys = .allocate(capacity: lanes.count)
    for (index, lane) in lanes.enumerated() {
      unsafe (laneKeys + index).initialize(to: Self.mixed(UInt64(lane) &+ 1))
    }
    var stragglers = Array(
      repeating: [(lane: Int, factor: Int64)](), count: configuration.parallelism.pipeline)
    let perRank = configuration.parallelism.gpusPerPipelineRank
    for straggler in configuration.stragglers {
      let (rank, lane) = straggler.gpu.quotientAndRemainder(dividingBy: perRank)
      guard lanes.contains(lane) else { continue }
      let factor = Int64((straggler.slowdown * 65_536).rounded())
      stragglers[rank].append((lane - lanes.lowerBound, factor))
    }
    self.stragglers = stragglers
    hasStragglers = stragglers.map { !$0.isEmpty }
    speeds = GPUSpeeds(configuration, lanes: lanes)
    unsafe slowness = speeds?.factors
  }

  deinit { unsafe laneKeys.deallocate() }

  /// Fills the rank's duration row.
  ///
  /// The sum of four uniform 16-bit numbers stands for a normal one (Irwin-Hall): standard
  /// deviation 65,536/√3, and never beyond 3.5 of them.
  ///
  /// - Parameters:
  ///   - duration: The operator's duration without effects, in picoseconds.
  ///   - instruction: A straggler is slower where it computes, routing changes what it names.
  ///   - microbatch: Whose routing.
  ///   - rank: Pipeline rank.
  ///   - number: Counts the operators of the rank's program; with the rank it keys random effects.
  ///   - rows: Where the durations go.
  /// - Returns: The filled row, valid until the next call for these rows.
  func durations(
    _ duration: Int64, _ instruction: Instruction, microbatch: Int, rank: Int, number: Int,
    rows: LaneRows
  ) -> LaneDuration {
    let row = unsafe rows[.durations]
    if jitter > 0 {
      let key = Self.mixed(seed ^ UInt64(rank) << 40 ^ UInt64(number))
      let (factor, shift) = Self.scaled(deviation: Double(duration) * jitter)
      let bias = Int64((131_070 * UInt64(factor)) >> UInt64(shift))
      unsafe lanes_jitter(
        row, laneKeys, Int64(rows.lanes), key, duration, factor, shift, bias)
    } else {
      unsafe row.update(repeating: duration, count: rows.lanes)
    }
    if instruction.load != .none, let loads {
      unsafe loads.scale(
        row, instruction.load, layer: Int(instruction.layer), microbatch: microbatch)
    }
    if instruction.code == .compute || instruction.code == .computeAfterExchange {
      if let slowness = unsafe slowness {
        unsafe lanes_scale(row, slowness + rank * rows.lanes, Int64(rows.lanes))
      }
      if hasStragglers[rank] { unsafe slowStragglers(row, rank: rank) }
    }
    return unsafe LaneDuration(duration, row: row)
  }

  private func slowStragglers(_ durations: UnsafeMutablePointer<Int64>, rank: Int) {
    for (lane, factor) in stragglers[rank] {
      unsafe durations[lane] = Self.slowed(durations[lane], by: factor)
    }
  }

  /// `duration · factor / 65,536` without overflow for any duration below 38 hours.
  static func slowed(_ duration: Int64, by factor: Int64) -> Int64 {
    (duration >> 16) &* factor &+ ((duration & 0xFFFF) &* factor) >> 16
  }

  /// A 32-bit fixed-point factor and the shift that undoes it, for what one unit of the sum is worth.
  private static func scaled(deviation: Double) -> (factor: UInt32, shift: Int64) {
    var (shift, factor) = (Int64(0), deviation / 37_837.2)
    // Powers of 16 that surely lack, all at once: below 2^23 one more does.
    if factor > 1e-6 {
      let steps = max(0, (26 - Int(factor.exponent)) / 4)
      factor *= Double(sign: .plus, exponent: 4 * steps, significand: 1)
      shift = Int64(4 * steps)
    }
    while factor < 1.3e8, shift < 44 {
      factor *= 16
      shift += 4
    }
    return (UInt32(min(factor, 4e9)), shift)
  }

  /// The finaliser of SplitMix64 behind one step of its counter (Steele, Lea, Flood 2014,
  /// doi:10.1145/2714064.2660195).
  static func mixed(_ value: UInt64) -> UInt64 {
    var bits = value &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
