/// What a forward does not keep, since the backward computes it again.
///
/// Attention probabilities are always computed again.
///
/// - Source: DeepSeek-V3 Technical Report, sections 3.2.3 and 3.3.3.
public struct Recomputation: OptionSet, Hashable, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The outputs of norms.
  public static let norms = Recomputation(rawValue: 1)
  /// Queries, keys and values, which latent attention makes from small vectors.
  public static let latentUpProjections = Recomputation(rawValue: 2)
  /// The outputs of SwiGLUs.
  public static let swiGLU = Recomputation(rawValue: 4)

  /// As DeepSeek-V3 was trained.
  public static let deepSeekV3: Recomputation = [.norms, .latentUpProjections, .swiGLU]
}
