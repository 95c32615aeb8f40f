/// Durations with stragglers and jitter: different on every GPU, for every microbatch.
///
/// A random effect is a pure function of (seed, rank, operator, lane), so that neither order nor
/// the partition over processes changes it.
struct VariedSource: DurationSource {
  /// Number of the block's first lane among all lanes of a pipeline rank.
  let firstLane: Int
  /// `[rank][lane of the block]`, 65,536 for a GPU at full speed; empty without stragglers.
  let slowdown: [[Int64]]
  /// Relative standard deviation.
  let jitter: Double
  let seed: UInt64

  /// Fills the rank's duration row.
  ///
  /// The sum of four uniform 16-bit numbers stands for a normal one (Irwin-Hall): standard
  /// deviation 65,536/√3, and never beyond 3.5 of them, so that durations stay positive.
  @inline(__always)
  func durations(
    _ duration: Int64, computes: Bool, rank: Int, number: Int, rows: LaneRows
  ) -> RowDurations {
    let row = unsafe rows[.durations]
    if jitter > 0 {
      let (scale, shift) = scaled(deviation: Double(duration) * jitter)
      let key = Self.mixed(
        seed &+ UInt64(truncatingIfNeeded: rank) &* 0x9E37_79B9_7F4A_7C15
          ^ UInt64(truncatingIfNeeded: number) &* 0xD1B5_4A32_D192_ED03)
      for lane in 0..<rows.lanes {
        let bits = Self.mixed(
          key &+ UInt64(truncatingIfNeeded: firstLane &+ lane) &* 0x9E37_79B9_7F4A_7C15)
        let pairs = (bits & 0x0000_FFFF_0000_FFFF) &+ ((bits >> 16) & 0x0000_FFFF_0000_FFFF)
        let sum = Int64(truncatingIfNeeded: (pairs & 0xFFFF_FFFF) &+ (pairs >> 32)) &- 131_070
        unsafe row[lane] = LaneKernels.positive(duration &+ ((sum &* scale) >> shift))
      }
    } else {
      for lane in 0..<rows.lanes { unsafe row[lane] = duration }
    }
    if computes, !slowdown.isEmpty {
      let factors = slowdown[rank]
      for lane in 0..<rows.lanes {
        unsafe row[lane] = Self.slowed(row[lane], by: factors[lane])
      }
    }
    return unsafe RowDurations(row: row)
  }

  /// `duration · factor / 65,536` without overflow for any duration below 38 hours.
  @inline(__always)
  static func slowed(_ duration: Int64, by factor: Int64) -> Int64 {
    (duration >> 16) &* factor &+ ((duration & 0xFFFF) &* factor) >> 16
  }

  /// A fixed-point factor and the shift that undoes it, so that an 18-bit sum times the factor
  /// keeps within 63 bits.
  @inline(__always)
  private func scaled(deviation: Double) -> (factor: Int64, shift: Int64) {
    let perUnit = deviation / 37_837.2
    var (shift, factor) = (Int64(0), perUnit)
    while factor < 1.0e12, shift < 40 {
      factor *= 16
      shift += 4
    }
    return (Int64(factor), shift)
  }

  /// The finaliser of SplitMix64 (Steele, Lea, Flood 2014, doi:10.1145/2714064.2660195).
  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    var bits = value
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
