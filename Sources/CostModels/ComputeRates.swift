import ClusterModels
import Quantities

/// How fast one GPU multiplies, attends and moves memory.
struct ComputeRates: Hashable, Sendable {
  /// Rate of the FP8 weight-gradient product over that of the other two.
  ///
  /// In the DeepSeek-V3 training trace (deepseek-ai/profile-data) the weight gradients of one layer,
  /// 4.78 TFLOP, take 6.87 ms on 112 of 132 SMs: 0.414 of the peak on the whole GPU, against 0.60.
  /// They accumulate in FP32 and read both operands transposed.
  static let weightGradientShare = 0.69

  /// Bandwidth of row-wise kernels over that of streaming ones.
  ///
  /// In the same trace the norms, casts and RoPE of attention's forward, 221 KB per token and layer,
  /// take 3.6 ms for four layers: 1.0 TB/s, against 0.8 of 3.35 TB/s.
  static let rowwiseShare = 0.375

  private let bf16: Double
  private let fp8: Double
  private let attentionForward: Double
  private let attentionBackward: Double
  private let memory: Double

  /// - Throws: `CostError` with code `unsupportedPrecision` when `precision` is FP8 and the
  ///   accelerator has no such peak, `outOfRange` when a share is not in 0 < share <= 1.
  init(_ accelerator: Accelerator, precision: Precision) throws(CostError) {
    let efficiency = accelerator.efficiency
    var shares = [
      ("gemmBF16", efficiency.gemmBF16), ("attentionForward", efficiency.attentionForward),
      ("attentionBackward", efficiency.attentionBackward), ("memory", efficiency.memory),
    ]
    if accelerator.peakFP8 != nil { shares.append(("gemmFP8", efficiency.gemmFP8)) }
    for (name, share) in shares where !(share > 0 && share <= 1) {
      throw CostError(
        code: .outOfRange,
        detail: "efficiency \(name) \(share) of \(accelerator.name); above 0 to 1 is accepted")
    }
    bf16 = accelerator.peakBF16.flopsPerSecond * efficiency.gemmBF16
    attentionForward = accelerator.peakBF16.flopsPerSecond * efficiency.attentionForward
    attentionBackward = accelerator.peakBF16.flopsPerSecond * efficiency.attentionBackward
    memory = accelerator.memoryBandwidth.bytesPerSecond * efficiency.memory
    switch (precision, accelerator.peakFP8) {
    case (.bf16, _): fp8 = bf16
    case (.fp8, .some(let peak)): fp8 = peak.flopsPerSecond * efficiency.gemmFP8
    case (.fp8, .none):
      throw CostError(
        code: .unsupportedPrecision,
        detail: "\(accelerator.name) has no FP8 tensor cores; precision bf16 would run")
    }
  }

  /// Seconds of a matrix product.
  ///
  /// - Parameters:
  ///   - flops: 2MNK.
  ///   - precision: Of both operands.
  ///   - weightGradient: Whether the sum runs over tokens.
  ///   - share: Of the streaming multiprocessors, in 0 < `share` <= 1.
  /// - Returns: 0 for no FLOPs.
  func product(
    flops: Double, precision: Precision, weightGradient: Bool = false, share: Double
  ) -> Double {
    switch precision {
    case .bf16: flops / (bf16 * share)
    case .fp8: flops / (fp8 * share * (weightGradient ? Self.weightGradientShare : 1))
    }
  }

  /// Seconds of the attention core.
  func attention(flops: Double, backward: Bool, share: Double) -> Double {
    flops / ((backward ? attentionBackward : attentionForward) * share)
  }

  /// Seconds of a memory-bound kernel; a part of the SMs is enough to fill the memory's bandwidth.
  func memory(bytes: Double, _ access: MemoryKernelMeasurement.Access) -> Double {
    bytes / (memory * (access == .rowwise ? Self.rowwiseShare : 1))
  }
}
