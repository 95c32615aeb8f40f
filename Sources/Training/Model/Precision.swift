public import FloatFormats
public import LinearAlgebra

/// The number formats that a model is computed in.
///
/// Master weights, weight gradients, router logits, softmaxes and the loss are in FP32 always.
public enum Precision: Hashable, Sendable {
  /// Everything in FP32.
  case fp32
  /// Weights, activations and their gradients are rounded to BF16; products are summed in FP32.
  case bf16
  /// As `bf16`, but the products of linear layers take eight-bit codes. Embedding, output head, router,
  /// norms and the products of attention do not.
  case fp8(EightBitRecipe)

  /// Whether activations are rounded to BF16.
  var rounds: Bool { self != .fp32 }
}

/// How the products of linear layers are computed on eight-bit codes, E4M3 all of them.
///
/// - Source: DeepSeek-V3 Technical Report, section 3.3.
public struct EightBitRecipe: Hashable, Sendable {
  /// What has a scale of its own.
  public enum Scaling: Hashable, Sendable {
    /// 1 x 128 numbers of activations, 128 x 128 of weights.
    case tiles(ScaleKind)
    /// A whole tensor, by the largest magnitudes that it had before.
    case delayed(historyLength: Int)
  }

  public var scaling: Scaling
  /// Whether the input of the linear layer behind attention is kept for the backward in E5M6 with
  /// power-of-two scales.
  public var keepsAttentionOutputInE5M6: Bool
  /// How sums are formed.
  public var arithmetic: ProductArithmetic

  /// DeepSeek-V3's recipe, unless told otherwise.
  public init(
    scaling: Scaling = .tiles(.float), keepsAttentionOutputInE5M6: Bool = false,
    arithmetic: ProductArithmetic = .single
  ) {
    self.scaling = scaling
    self.keepsAttentionOutputInE5M6 = keepsAttentionOutputInE5M6
    self.arithmetic = arithmetic
  }
}
