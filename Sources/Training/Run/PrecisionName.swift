/// The precisions that have a name, from the most exact to the coarsest.
public enum PrecisionName: String, CaseIterable, Hashable, Sendable {
  case fp32
  case bf16
  /// Eight-bit codes with a scale for each tile, as DeepSeek-V3 was trained.
  case fp8
  /// Eight-bit codes with one scale for a tensor, by the largest magnitudes that it had before.
  case fp8Delayed = "fp8-delayed"

  /// Tensors whose magnitudes a scale is derived from, the default of NVIDIA's Transformer Engine.
  private static let historyLength = 1024

  public var precision: Precision {
    switch self {
    case .fp32: .fp32
    case .bf16: .bf16
    case .fp8: .fp8(EightBitRecipe())
    case .fp8Delayed: .fp8(EightBitRecipe(scaling: .delayed(historyLength: Self.historyLength)))
    }
  }
}
