public import ClusterModels
public import TransformerModels

/// Arithmetic of the linear layers.
public enum Precision: String, CaseIterable, Sendable {
  case fp8, bf16
}

/// What the backward pass computes again instead of keeping it.
public enum Recomputation: Hashable, Sendable {
  public enum Item: String, CaseIterable, Sendable {
    case norm
    case mlaUpProjection = "mla-up-projection"
    case swiglu
  }

  /// Nothing beyond `items`; the empty set is `none`.
  case items(Set<Item>)
  /// The attention core, after Korthikanti et al. 2022, arXiv:2205.05198, section 5.
  case selective
  /// Each layer from its input.
  case full
}

/// One microbatch's work on one GPU, as far as the cost models need to know.
public struct Workload: Hashable, Sendable {
  public var model: Architecture
  public var cluster: Cluster
  public var parallelism: Parallelism
  /// Tokens per sequence.
  public var sequenceLength: Int
  /// Sequences per microbatch.
  public var microbatch: Int
  public var precision: Precision
  public var recomputation: Recomputation
  /// Streaming multiprocessors that expert kernels take from compute while they run.
  public var communicationSMs: Int
  /// 0 keeps the optimiser whole on every GPU, 1 shards its states over the data-parallel group.
  public var zeroStage: Int
  /// What the kernels and links of this GPU were measured to do; nil for plain efficiencies.
  public var calibration: Calibration?
  /// Which releases of the kernel libraries; no matter without calibration.
  public var kernels: KernelGenerations

  public init(
    model: Architecture, cluster: Cluster, parallelism: Parallelism, sequenceLength: Int,
    microbatch: Int, precision: Precision, recomputation: Recomputation, communicationSMs: Int,
    zeroStage: Int, calibration: Calibration? = nil, kernels: KernelGenerations = .init()
  ) {
    self.model = model
    self.cluster = cluster
    self.parallelism = parallelism
    self.sequenceLength = sequenceLength
    self.microbatch = microbatch
    self.precision = precision
    self.recomputation = recomputation
    self.communicationSMs = communicationSMs
    self.zeroStage = zeroStage
    self.calibration = calibration
    self.kernels = kernels
  }

  /// Tokens that one GPU holds of one microbatch.
  public var tokensPerGPU: Int { sequenceLength * microbatch / parallelism.context }
}
