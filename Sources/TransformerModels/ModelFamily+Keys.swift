/// Names under which the families' configurations hold the same sizes.
extension ModelFamily {
  var layersKey: String { self == .gpt2 ? "n_layer" : "num_hidden_layers" }
  var hiddenSizeKey: String { self == .gpt2 ? "n_embd" : "hidden_size" }
  var headsKey: String { self == .gpt2 ? "n_head" : "num_attention_heads" }
}
