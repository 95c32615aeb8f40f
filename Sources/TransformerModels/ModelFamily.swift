/// The families of models whose configuration can be read, named as their `model_type`.
public enum ModelFamily: String, CaseIterable, Hashable, Sendable {
  case deepSeekV3 = "deepseek_v3"
  case deepSeekV2 = "deepseek_v2"
  case llama
  case qwen2
  case mixtral
  /// Also the models of NVIDIA's Megatron-LM papers.
  case gpt2

  /// The accepted names for an error message: `deepseek_v3, deepseek_v2, …`.
  public static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
