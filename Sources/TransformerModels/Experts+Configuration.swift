extension Architecture.Experts {
  /// Nil where the model is dense.
  init?(_ reader: ConfigurationReader, family: ModelFamily, layers: Int) throws(ModelError) {
    switch family {
    case .llama, .qwen2, .gpt2: return nil
    case .mixtral:
      let routed = try reader.integer("num_local_experts", in: 1...Limit.experts)
      self.init(
        routed: routed, shared: 0, active: try Self.active(reader, routed: routed),
        intermediateSize: try reader.integer("intermediate_size", in: 1...Limit.intermediate))
    case .deepSeekV3, .deepSeekV2:
      guard let routed = try reader.nullableInteger("n_routed_experts", in: 1...Limit.experts)
      else { return nil }
      let active = try Self.active(reader, routed: routed)
      let groups = try Self.groups(reader, routed: routed, active: active)
      self.init(
        routed: routed,
        shared: try reader.nullableInteger("n_shared_experts", in: 0...Limit.experts) ?? 0,
        active: active,
        intermediateSize: try reader.integer("moe_intermediate_size", in: 1...Limit.intermediate),
        groups: groups.all, keptGroups: groups.kept,
        firstDenseLayers: try reader.integer("first_k_dense_replace", in: 0...layers),
        layerFrequency: try reader.integer("moe_layer_freq", in: 1...layers, fallback: 1))
    }
  }

  private static func active(
    _ reader: ConfigurationReader, routed: Int
  ) throws(ModelError) -> Int {
    let active = try reader.integer("num_experts_per_tok", in: 1...Limit.experts)
    guard active <= routed else {
      throw reader.failure(
        .inconsistent, "num_experts_per_tok", expected: "at most the number of experts, \(routed)")
    }
    return active
  }

  /// The method `greedy` takes the best experts of all and reads no group.
  private static func groups(
    _ reader: ConfigurationReader, routed: Int, active: Int
  ) throws(ModelError) -> (all: Int, kept: Int) {
    if try reader.text("topk_method") == "greedy" { return (1, 1) }
    let all = try reader.integer("n_group", in: 1...Limit.experts, fallback: 1)
    let kept = try reader.integer("topk_group", in: 1...Limit.experts, fallback: all)
    guard routed.isMultiple(of: all) else {
      throw reader.failure(
        .inconsistent, "n_group", expected: "a divisor of n_routed_experts, \(routed)")
    }
    guard kept <= all else {
      throw reader.failure(.inconsistent, "topk_group", expected: "at most n_group, \(all)")
    }
    guard kept * (routed / all) >= active else {
      throw reader.failure(
        .inconsistent, "topk_group",
        expected: "groups of \(routed / all) experts enough for num_experts_per_tok, \(active)")
    }
    return (all, kept)
  }
}
