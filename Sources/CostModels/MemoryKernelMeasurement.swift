/// The published time of all memory-bound kernels of one kind in one phase of a layer.
public struct MemoryKernelMeasurement: Hashable, Sendable {
  /// How a kernel goes through its rows.
  public enum Access: String, CaseIterable, Hashable, Sendable {
    /// Long runs of bytes: permutation, SwiGLU, residual sums.
    case streaming
    /// A reduction or a change of layout inside each row: norms, casts, RoPE.
    case rowwise
  }

  /// What runs: `FP8 cast`.
  public var kernel: String
  /// Where in a layer: `attention forward`.
  public var phase: String
  public var access: Access
  public var launches: Int
  /// Read plus written, all launches together, as the cost model counts them.
  public var bytes: Double
  /// All launches together.
  public var seconds: Double
  public var source: String

  public init(
    kernel: String, phase: String, access: Access, launches: Int, bytes: Double, seconds: Double,
    source: String
  ) {
    self.kernel = kernel
    self.phase = phase
    self.access = access
    self.launches = launches
    self.bytes = bytes
    self.seconds = seconds
    self.source = source
  }
}
