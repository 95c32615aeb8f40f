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

  /// The precision of this name, in the way of another where that has the same name.
  ///
  /// - Parameter other: Such as a training file's, with a recipe of its own.
  /// - Returns: The other one where it differs in no more than the recipe for tiles, else the standard.
  public func precision(like other: Precision) -> Precision {
    guard self == .fp8, case .fp8(let recipe) = other, case .tiles = recipe.scaling else {
      return precision
    }
    return other
  }
}
