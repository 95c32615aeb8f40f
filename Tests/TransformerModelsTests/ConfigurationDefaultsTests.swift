import Testing
import TransformerModels

@Suite("What a configuration leaves out")
struct ConfigurationDefaultsTests {
  private let llama = [
    "model_type": "\"llama\"", "vocab_size": "100", "hidden_size": "64", "num_hidden_layers": "4",
    "num_attention_heads": "8", "intermediate_size": "96",
  ]
  private let deepSeek = [
    "model_type": "\"deepseek_v2\"", "vocab_size": "100", "hidden_size": "64",
    "num_hidden_layers": "4", "num_attention_heads": "8", "intermediate_size": "96",
    "q_lora_rank": "null", "kv_lora_rank": "16", "qk_nope_head_dim": "8", "qk_rope_head_dim": "4",
    "v_head_dim": "8", "n_routed_experts": "8", "n_shared_experts": "2",
    "num_experts_per_tok": "2", "moe_intermediate_size": "24", "first_k_dense_replace": "1",
  ]

  private func read(
    _ base: [String: String], _ changes: [String: String] = [:]
  ) throws -> Architecture {
    let keys = base.merging(changes) { $1 }.sorted { $0.key < $1.key }
    let json = "{" + keys.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ",\n") + "}"
    return try Architecture(configuration: json, name: "small")
  }

  @Test("a Llama without key-value heads has one for each head, of hidden size by heads")
  func llamaHeads() throws {
    #expect(
      try read(llama).attention
        == .grouped(heads: 8, keyValueHeads: 8, headSize: 8, queryKeyValueBias: false))
    #expect(
      try read(llama, ["num_key_value_heads": "null", "head_dim": "null"])
        == read(llama))
  }

  @Test("a GPT-2 shares its embedding and is four times as wide in its MLP, unless it says not to")
  func gpt() throws {
    let gpt = [
      "model_type": "\"gpt2\"", "vocab_size": "100", "n_embd": "64", "n_layer": "4", "n_head": "8",
      "n_positions": "32",
    ]
    let plain = try read(gpt)
    #expect(plain.tiedEmbedding && plain.denseIntermediateSize == 256)
    let own = try read(gpt, ["tie_word_embeddings": "false", "n_inner": "100"])
    #expect(!own.tiedEmbedding && own.denseIntermediateSize == 100)
    #expect(throws: ModelError.self) { try read(gpt, ["n_head": "7"]) }
  }

  @Test("a head size of its own wins over hidden size by heads, which need not divide then")
  func headSize() throws {
    #expect(
      try read(llama, ["head_dim": "20", "hidden_size": "65", "num_key_value_heads": "2"]).attention
        == .grouped(heads: 8, keyValueHeads: 2, headSize: 20, queryKeyValueBias: false))
  }

  @Test("embeddings are tied only where the file says so")
  func tied() throws {
    #expect(try !read(llama).tiedEmbedding)
    #expect(try read(llama, ["tie_word_embeddings": "true"]).tiedEmbedding)
  }

  @Test("a DeepSeek without query rank does not compress queries, as DeepSeek-V2-Lite")
  func queryRank() throws {
    #expect(
      try read(deepSeek).attention
        == .latent(
          heads: 8, queryRank: nil, keyValueRank: 16, noPositionSize: 8, ropeSize: 4, valueSize: 8))
  }

  @Test("experts are in no group where none is named or the method is greedy")
  func groups() throws {
    let grouped = ["n_group": "4", "topk_group": "2"]
    #expect(try read(deepSeek).experts?.groups == 1)
    #expect(try read(deepSeek, grouped).experts?.groups == 4)
    #expect(try read(deepSeek, grouped).experts?.keptGroups == 2)
    let greedy = try read(deepSeek, grouped.merging(["topk_method": "\"greedy\""]) { $1 })
    #expect(greedy.experts?.groups == 1)
    #expect(greedy.experts?.keptGroups == 1)
  }

  @Test("kept groups that hold just the experts of one token are enough")
  func tightGroups() throws {
    let tight = try read(deepSeek, ["n_group": "4", "topk_group": "1"])
    #expect(tight.experts?.keptGroups == 1)
    #expect(tight.experts?.active == 2)
  }

  @Test("dense layers come first, then every layer at the frequency has experts")
  func sparseLayers() throws {
    let sparse = { (model: Architecture) in (0..<4).map { model.hasExperts(layer: $0) } }
    #expect(sparse(try read(deepSeek)) == [false, true, true, true])
    #expect(sparse(try read(deepSeek, ["moe_layer_freq": "2"])) == [false, false, true, false])
    #expect(sparse(try read(deepSeek, ["n_routed_experts": "null"])).allSatisfy { !$0 })
  }

  @Test(
    "DeepSeek-V3 has one multi-token-prediction module unless it says another number",
    arguments: [
      ("deepseek_v3", nil, 1), ("deepseek_v3", "0", 0), ("deepseek_v3", "2", 2),
      ("deepseek_v2", nil, 0),
    ] as [(String, String?, Int)])
  func modules(family: String, written: String?, modules: Int) throws {
    var changes = ["model_type": "\"\(family)\""]
    changes["num_nextn_predict_layers"] = written
    #expect(try read(deepSeek, changes).multiTokenPredictionModules == modules)
  }

  @Test("keys that bear on no cost are ignored, whatever they hold")
  func unknown() throws {
    #expect(
      try read(llama, ["rope_scaling": "{\"factor\": [8, {}]}", "x": "1e999"]) == read(llama))
  }
}
