/// How latent attention computes with a cache of compressed vectors.
///
/// Both give the same numbers apart from roundings.
///
/// - Source: DeepSeek-V3, inference/model.py, class MLA, `attn_impl`.
public enum AttentionForm: String, CaseIterable, Hashable, Sendable {
  /// Each head's keys and values are made of the compressed vectors.
  case expanded
  /// The matrices that would make them are multiplied with queries and sums instead.
  case absorbed
}
