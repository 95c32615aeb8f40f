import CostModels
public import MPIRuntime
import Quantities
public import Simulation
import Timelines

/// How far a step may be off, from the errors of the cost models and the ranges of assumptions.
///
/// Every source of error is drawn from its range, all at once, and the step is simulated again on one
/// lane group; the interval holds the middle nine tenths of the results.
public struct Uncertainty: Sendable {
  /// Something that is not known exactly.
  public struct Source: Hashable, Sendable {
    public enum Kind: String, CaseIterable, Sendable {
      case attention = "attention kernels"
      case feedForward = "feed-forward kernels"
      case ends = "embedding and head"
      case transfer = "pipeline transfers"
      case stepEnd = "gradient reduction and optimiser"
      case exchange = "expert exchanges"
      case skew = "skew of expert loads"
      case maxVio = "MaxVio"
      case speedSpread = "spread of the GPUs' speeds"
    }

    public var kind: Kind
    /// Factors on durations, or values of a parameter.
    public var range: ClosedRange<Double>
    /// Why this range.
    public var reason: String
  }

  /// The middle nine tenths of a quantity.
  public struct Interval: Hashable, Sendable {
    public var low: Double
    public var high: Double
  }

  public var samples: Int
  public var sources: [Source]
  /// In seconds.
  public var step: Interval
  /// Means over GPUs as shares of the step.
  public var bubbleFraction: Interval
  public var exposedExpertFraction: Interval
  public var exposedPipelineFraction: Interval
  /// What each source alone moves the step by, from the low to the high end of its range: seconds.
  public var sensitivities: [Double]

  /// Samples the errors; the samples are shared out over the processes.
  ///
  /// - Parameters:
  ///   - step: The step as it is believed to be.
  ///   - samples: At least 2.
  ///   - communicator: All its processes call this with the same arguments.
  /// - Throws: `SimulationError` or `MPIError` as the simulation.
  /// - Complexity: O(samples · operators · lanes of a group / processes)
  public init(_ step: TrainingStep, samples: Int, on communicator: Communicator) throws {
    precondition(samples >= 2, "\(samples) samples")
    let sources = Self.sources(of: step)
    let count = samples + 2 * sources.count
    // Step and three shares of each run, in picoseconds; filled by the process whose turn it is.
    var results = Array(repeating: Int64(0), count: 4 * count)
    for index in 0..<count where index % communicator.size == communicator.rank {
      let draws = sources.indices.map { source -> Double in
        guard index >= samples else {
          return Self.uniform(step.configuration.seed, index, source)
        }
        let (own, end) = (index - samples).quotientAndRemainder(dividingBy: 2)
        return own == source ? Double(end) : 0.5
      }
      let timeline = try Self.varied(step, sources, draws).simulateOneGroup().timeline
      results[4 * index] = timeline.step.picoseconds
      results[4 * index + 1] = timeline.meanShares.bubble.picoseconds
      results[4 * index + 2] = timeline.meanShares.exposedExpert.picoseconds
      results[4 * index + 3] = timeline.meanShares.exposedPipeline.picoseconds
    }
    results = try communicator.allReduce(results, .sum)
    let steps = (0..<count).map { Double(results[4 * $0]) }
    let interval = { (item: Int, scale: (Int) -> Double) in
      Self.middle((0..<samples).map { Double(results[4 * $0 + item]) / scale($0) })
    }
    self.samples = samples
    self.sources = sources
    self.step = interval(0) { _ in 1e12 }
    bubbleFraction = interval(1) { steps[$0] }
    exposedExpertFraction = interval(2) { steps[$0] }
    exposedPipelineFraction = interval(3) { steps[$0] }
    sensitivities = sources.indices.map {
      (steps[samples + 2 * $0 + 1] - steps[samples + 2 * $0]) / 1e12
    }
  }

  private static func middle(_ values: [Double]) -> Interval {
    let sorted = values.sorted()
    let at = { (share: Double) in sorted[Int((Double(sorted.count - 1) * share).rounded())] }
    return Interval(low: at(0.05), high: at(0.95))
  }

  /// A uniform number from 0 to 1, a function of its arguments (SplitMix64's finaliser).
  private static func uniform(_ seed: UInt64, _ sample: Int, _ source: Int) -> Double {
    var bits = seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(sample) << 20 &+ UInt64(source) &+ 1
    for _ in 0..<2 {
      bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
      bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
      bits ^= bits >> 31
    }
    return Double(bits >> 11) / 9_007_199_254_740_992
  }
}
