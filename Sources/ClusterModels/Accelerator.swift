public import Quantities

/// One GPU model: what its data sheet and its published kernels say.
public struct Accelerator: Hashable, Sendable {
  /// Share of a peak rate that kernels of a kind reach on the whole GPU.
  public struct Efficiency: Hashable, Sendable {
    public var gemmBF16: Double
    /// 0 where the GPU has no FP8 tensor cores.
    public var gemmFP8: Double
    public var attentionForward: Double
    public var attentionBackward: Double
    /// Of the memory bandwidth.
    public var memory: Double
    /// Where the five shares come from.
    public var source: String

    public init(
      gemmBF16: Double, gemmFP8: Double, attentionForward: Double, attentionBackward: Double,
      memory: Double, source: String
    ) {
      self.gemmBF16 = gemmBF16
      self.gemmFP8 = gemmFP8
      self.attentionForward = attentionForward
      self.attentionBackward = attentionBackward
      self.memory = memory
      self.source = source
    }
  }

  public var name: String
  public var streamingMultiprocessors: Int
  public var memory: Bytes
  public var memoryBandwidth: Bandwidth
  /// Dense peak, no sparsity.
  public var peakBF16: ComputeRate
  /// Nil where the GPU has no FP8 tensor cores.
  public var peakFP8: ComputeRate?
  public var efficiency: Efficiency
  /// Where the data-sheet figures come from.
  public var source: String

  public init(
    name: String, streamingMultiprocessors: Int, memory: Bytes, memoryBandwidth: Bandwidth,
    peakBF16: ComputeRate, peakFP8: ComputeRate?, efficiency: Efficiency, source: String
  ) {
    self.name = name
    self.streamingMultiprocessors = streamingMultiprocessors
    self.memory = memory
    self.memoryBandwidth = memoryBandwidth
    self.peakBF16 = peakBF16
    self.peakFP8 = peakFP8
    self.efficiency = efficiency
    self.source = source
  }
}
