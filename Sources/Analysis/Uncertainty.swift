import CostModels
public import MPIRuntime
import Quantities
public import Simulation
public import Timelines

/// How far a step may be off, from the errors of the cost models and the ranges of assumptions.
///
/// Every source of error is drawn from its range, all at once, and the step is simulated again on one
/// lane group; an interval holds the middle nine tenths of the results.
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

  /// Where a quantity lies: the middle nine tenths of its samples, and the prediction itself.
  public struct Interval: Hashable, Sendable {
    public var low: Double
    public var high: Double

    public init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  public var samples: Int
  public var sources: [Source]
  /// What each source alone moves the step by, from the low to the high end of its range: seconds;
  /// empty where that was not asked for.
  public var sensitivities: [Double]
  /// `[quantity]`, in seconds and as shares of the step.
  let seconds: [Interval]
  let fractions: [Interval]

  /// Of a span of time, in seconds.
  public func seconds(_ quantity: Quantity) -> Interval { seconds[quantity.rawValue] }

  /// Of a span of time as a share of the step.
  public func fraction(_ quantity: Quantity) -> Interval { fractions[quantity.rawValue] }

  /// In seconds.
  public var step: Interval { seconds(.step) }
  public var bubbleFraction: Interval { fraction(.bubble) }
  public var exposedExpertFraction: Interval { fraction(.exposedExpert) }
  public var exposedPipelineFraction: Interval { fraction(.exposedPipeline) }

  /// Samples the errors; the samples are shared out over the processes.
  ///
  /// Samples are of one lane group. Where groups differ, their results are moved by what all groups
  /// together take more than the one does.
  ///
  /// - Parameters:
  ///   - step: The step as it is believed to be.
  ///   - timeline: What simulating all of it gave; nil where one group tells as much.
  ///   - samples: At least 2.
  ///   - comparesSources: Whether each source is tried alone as well.
  ///   - drawn: Expert loads that other steps have drawn; samples of another schedule draw the same.
  ///   - communicator: All its processes call this with the same arguments.
  /// - Throws: `SimulationError` or `MPIError` as the simulation.
  /// - Complexity: O(samples · operators · lanes of a group / processes)
  public init(
    _ step: TrainingStep, around timeline: Timeline? = nil, samples: Int,
    comparesSources: Bool = true, reusing drawn: DrawnLoads = DrawnLoads(),
    on communicator: Communicator
  ) throws {
    precondition(samples >= 2, "\(samples) samples")
    let sources = Self.sources(of: step)
    let count = samples + (comparesSources ? 2 * sources.count : 0) + 1
    let width = Quantity.allCases.count
    // Picoseconds, `[run, quantity]`; filled by the process whose turn it is. The last run is the step
    // as it is believed to be.
    var results = Array(repeating: Int64(0), count: width * count)
    for index in 0..<count where index % communicator.size == communicator.rank {
      var run = step
      if index < count - 1 {
        let places = sources.indices.map { source -> Double in
          guard index >= samples else {
            return Self.uniform(step.configuration.seed, index, source)
          }
          let (own, end) = (index - samples).quotientAndRemainder(dividingBy: 2)
          return own == source ? Double(end) : 0.5
        }
        run = Self.varied(step, sources, places)
      }
      let sampled = try run.simulateOneGroup(reusing: drawn).timeline
      for quantity in Quantity.allCases {
        results[width * index + quantity.rawValue] = quantity.time(in: sampled).picoseconds
      }
    }
    let believed = timeline.map { timeline in
      Quantity.allCases.map { $0.time(in: timeline).picoseconds }
    }
    self.init(
      SampledRuns(
        picoseconds: try communicator.allReduce(results, .sum), samples: samples,
        believed: believed), of: sources)
  }

  init(_ runs: SampledRuns, of sources: [Source]) {
    samples = runs.samples
    self.sources = sources
    seconds = Quantity.allCases.map { runs.interval($0, perStep: false) }
    fractions = Quantity.allCases.map { runs.interval($0, perStep: true) }
    sensitivities = runs.pairs.map { low, high in
      runs.value(.step, high, perStep: false) - runs.value(.step, low, perStep: false)
    }
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
