public import ClusterModels
public import CostModels

/// How one training step is run: everything of a scenario but the model, the cluster and the money.
public struct StepConfiguration: Hashable, Sendable {
  /// Which communication hides behind computation.
  public enum Overlap: String, CaseIterable, Sendable {
    /// Overlapped pairs where the schedule has them, the shared expert elsewhere.
    case pairs
    /// Only what the shared expert and weight gradients hide; pairs run one after the other.
    case sharedExpert = "shared-expert"
    case none
  }

  /// When a pipeline send begins.
  public enum Transfers: String, CaseIterable, Sendable {
    /// As soon as its data exist.
    case eager
    /// With the next slot, which waits for it, as DeepSeek's published code does.
    case commit
  }

  /// A GPU that is slower than the others by a constant factor.
  public struct Straggler: Hashable, Sendable {
    /// 0 ..< the cluster's GPUs used, in placement order.
    public var gpu: Int
    /// At least 1.
    public var slowdown: Double

    public init(gpu: Int, slowdown: Double) {
      self.gpu = gpu
      self.slowdown = slowdown
    }
  }

  /// How many tokens each expert gets.
  public enum Routing: Hashable, Sendable {
    /// Every expert the same.
    case balanced
    /// Loads drawn for every expert, layer and microbatch.
    ///
    /// `skew` is the standard deviation of the logarithm of an expert's load within a microbatch;
    /// `maxVio` is what bias balancing leaves over the whole run: the greatest over the mean load,
    /// less 1.
    case sampled(skew: Double, maxVio: Double)
  }

  /// How the stages are cut.
  public enum Stages: Hashable, Sendable {
    /// The costliest stage is as cheap as can be.
    case balanced
    /// A layout string in Megatron's notation.
    case layout(String)
  }

  public var parallelism: Parallelism
  /// Sequences per step over all replicas.
  public var sequences: Int
  /// Tokens per sequence.
  public var sequenceLength: Int
  /// Sequences per microbatch.
  public var microbatch: Int
  /// A name of the catalogue or `csv:FILE`.
  public var schedule: String
  /// Stages per rank of interleaved schedules.
  public var chunks: Int
  public var precision: Precision
  public var zeroStage: Int
  public var recomputation: Recomputation
  public var stages: Stages
  /// Multi-token-prediction modules that are trained along.
  public var multiTokenPrediction: Int
  public var overlap: Overlap
  public var transfers: Transfers
  public var communicationSMs: Int
  public var routing: Routing
  /// Which releases of the kernel libraries the step runs on.
  public var kernels: KernelGenerations
  /// Relative standard deviation of every operator's duration.
  public var jitter: Double
  /// Relative standard deviation of the GPUs' constant speeds.
  public var speedSpread: Double
  public var stragglers: [Straggler]
  public var seed: UInt64

  public init(
    parallelism: Parallelism, sequences: Int, sequenceLength: Int, microbatch: Int = 1,
    schedule: String, chunks: Int = 2, precision: Precision = .bf16, zeroStage: Int = 1,
    recomputation: Recomputation = .items([]), stages: Stages = .balanced,
    multiTokenPrediction: Int = 0, overlap: Overlap = .pairs, transfers: Transfers = .eager,
    communicationSMs: Int = 20, kernels: KernelGenerations = .init(), routing: Routing = .balanced,
    jitter: Double = 0, speedSpread: Double = 0, stragglers: [Straggler] = [], seed: UInt64 = 1
  ) {
    self.parallelism = parallelism
    self.sequences = sequences
    self.sequenceLength = sequenceLength
    self.microbatch = microbatch
    self.schedule = schedule
    self.chunks = chunks
    self.precision = precision
    self.zeroStage = zeroStage
    self.recomputation = recomputation
    self.stages = stages
    self.multiTokenPrediction = multiTokenPrediction
    self.overlap = overlap
    self.transfers = transfers
    self.communicationSMs = communicationSMs
    self.routing = routing
    self.kernels = kernels
    self.jitter = jitter
    self.speedSpread = speedSpread
    self.stragglers = stragglers
    self.seed = seed
  }

  /// Microbatches that pass each pipeline in a step; the remainder is dropped, so check it first.
  public var microbatches: Int { sequences / (parallelism.data * microbatch) }
}
