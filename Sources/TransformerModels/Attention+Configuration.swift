extension Architecture.Attention {
  init(_ reader: ConfigurationReader, family: ModelFamily) throws(ModelError) {
    let heads = try reader.integer(family.headsKey, in: 1...Limit.heads)
    switch family {
    case .deepSeekV3, .deepSeekV2:
      guard try reader.integer("num_key_value_heads", in: 1...Limit.heads, fallback: heads) == heads
      else {
        throw reader.failure(
          .inconsistent, "num_key_value_heads",
          expected: "\(heads), as num_attention_heads: latent attention groups no heads")
      }
      self = try .latent(
        heads: heads,
        queryRank: reader.nullableInteger("q_lora_rank", in: 1...Limit.rank),
        keyValueRank: reader.integer("kv_lora_rank", in: 1...Limit.rank),
        noPositionSize: reader.integer("qk_nope_head_dim", in: 1...Limit.headSize),
        ropeSize: reader.integer("qk_rope_head_dim", in: 1...Limit.headSize),
        valueSize: reader.integer("v_head_dim", in: 1...Limit.headSize))
    case .gpt2:
      self = .grouped(
        heads: heads, keyValueHeads: heads,
        headSize: try Self.headSize(reader, family: family, heads: heads), queryKeyValueBias: true)
    case .llama, .qwen2, .mixtral:
      let keyValueHeads = try Self.keyValueHeads(reader, family: family, heads: heads)
      self = .grouped(
        heads: heads, keyValueHeads: keyValueHeads,
        headSize: try Self.headSize(reader, family: family, heads: heads),
        queryKeyValueBias: family == .qwen2)
    }
  }

  /// Only for `llama` does a silent file mean one key-value head a query head; the configuration
  /// classes of the other families have numbers of their own there, which nobody means.
  private static func keyValueHeads(
    _ reader: ConfigurationReader, family: ModelFamily, heads: Int
  ) throws(ModelError) -> Int {
    let range = 1...Limit.heads
    let keyValueHeads =
      family == .llama
      ? try reader.integer("num_key_value_heads", in: range, fallback: heads)
      : try reader.nullableInteger("num_key_value_heads", in: range) ?? heads
    guard heads.isMultiple(of: keyValueHeads) else {
      throw reader.failure(
        .inconsistent, "num_key_value_heads", expected: "a divisor of num_attention_heads, \(heads)"
      )
    }
    return keyValueHeads
  }

  private static func headSize(
    _ reader: ConfigurationReader, family: ModelFamily, heads: Int
  ) throws(ModelError) -> Int {
    if reader.has("head_dim") { return try reader.integer("head_dim", in: 1...Limit.headSize) }
    let hidden = try reader.integer(family.hiddenSizeKey, in: 1...Limit.hidden)
    guard hidden.isMultiple(of: heads) else {
      throw reader.failure(
        .inconsistent, family.hiddenSizeKey,
        expected: "a multiple of \(family.headsKey), \(heads), where head_dim is missing")
    }
    return hidden / heads
  }
}
