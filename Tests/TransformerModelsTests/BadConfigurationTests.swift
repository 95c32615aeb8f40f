import Testing
import TransformerModels

@Suite("Bad configurations")
struct BadConfigurationTests {
  /// A preset with one key's value replaced, or its line removed, and what is said about it.
  struct Case: Sendable, CustomTestStringConvertible {
    var preset: Preset
    var key: String
    var value: String?
    var code: ModelError.Code
    /// Begins with the key whose line is named; the first line where that key is missing.
    var says: String

    init(
      _ preset: Preset, _ key: String, _ value: String?, _ code: ModelError.Code, _ says: String
    ) {
      (self.preset, self.key, self.value) = (preset, key, value)
      (self.code, self.says) = (code, says)
    }

    var testDescription: String { "\(preset.rawValue): \(key) is \(value ?? "missing")" }
  }

  private static let layers = "expected a whole number from 1 to 10000"
  private static let families =
    "expected one of deepseek_v3, deepseek_v2, llama, qwen2, mixtral, gpt2"

  static let cases: [Case] = [
    Case(
      .deepSeekV3, "num_hidden_layers", "-3", .outOfRange,
      "num_hidden_layers is -3; \(layers)"),
    Case(
      .deepSeekV3, "num_hidden_layers", "0", .outOfRange,
      "num_hidden_layers is 0; \(layers)"),
    Case(
      .deepSeekV3, "num_hidden_layers", "99999999999999999999", .outOfRange,
      "num_hidden_layers is 99999999999999999999; \(layers)"),
    Case(
      .deepSeekV3, "num_hidden_layers", "1e999", .outOfRange,
      "num_hidden_layers is 1e999; \(layers)"),
    Case(
      .deepSeekV3, "num_hidden_layers", "61.5", .outOfRange,
      "num_hidden_layers is 61.5; \(layers)"),
    Case(
      .deepSeekV3, "num_hidden_layers", "\"61\"", .wrongType,
      "num_hidden_layers is \"61\"; \(layers)"),
    Case(
      .deepSeekV3, "num_hidden_layers", "null", .wrongType,
      "num_hidden_layers is null; \(layers)"),
    Case(
      .deepSeekV3, "num_hidden_layers", "[61]", .wrongType,
      "num_hidden_layers is a list; \(layers)"),
    Case(
      .deepSeekV3, "num_hidden_layers", nil, .missingKey,
      "num_hidden_layers is missing; \(layers)"),
    Case(
      .deepSeekV3, "q_lora_rank", nil, .missingKey,
      "q_lora_rank is missing; expected a whole number from 1 to 1000000, or null"),
    Case(
      .deepSeekV3, "model_type", "\"bert\"", .unknownFamily,
      "model_type is \"bert\"; \(families)"),
    Case(
      .deepSeekV3, "model_type", nil, .missingKey, "model_type is missing; \(families)"),
    Case(
      .deepSeekV3, "model_type", "3", .wrongType, "model_type is 3; expected a string"),
    Case(
      .deepSeekV3, "tie_word_embeddings", "1", .wrongType,
      "tie_word_embeddings is 1; expected true or false"),
    Case(
      .deepSeekV3, "attention_bias", "true", .unsupported,
      "attention_bias is true; expected false: these biases are not counted"),
    Case(
      .deepSeekV3, "num_key_value_heads", "8", .inconsistent,
      "num_key_value_heads is 8; expected 128, as num_attention_heads: "
        + "latent attention groups no heads"),
    Case(
      .deepSeekV3, "num_experts_per_tok", "257", .inconsistent,
      "num_experts_per_tok is 257; expected at most the number of experts, 256"),
    Case(
      .deepSeekV3, "n_group", "7", .inconsistent,
      "n_group is 7; expected a divisor of n_routed_experts, 256"),
    Case(
      .deepSeekV3, "topk_group", "9", .inconsistent,
      "topk_group is 9; expected at most n_group, 8"),
    Case(
      .deepSeekV3, "num_experts_per_tok", "200", .inconsistent,
      "topk_group is 4; expected groups of 32 experts enough for num_experts_per_tok, 200"),
    Case(
      .deepSeekV3, "first_k_dense_replace", "62", .outOfRange,
      "first_k_dense_replace is 62; expected a whole number from 0 to 61"),
    Case(
      .deepSeekV3, "num_nextn_predict_layers", "17", .outOfRange,
      "num_nextn_predict_layers is 17; expected a whole number from 0 to 16"),
    Case(
      .llama70B, "num_key_value_heads", "7", .inconsistent,
      "num_key_value_heads is 7; expected a divisor of num_attention_heads, 64"),
    Case(
      .llama70B, "hidden_size", "8191", .inconsistent,
      "hidden_size is 8191; expected a multiple of num_attention_heads, 64, "
        + "where head_dim is missing"),
    Case(
      .qwen72B, "num_key_value_heads", nil, .missingKey,
      "num_key_value_heads is missing; expected a whole number from 1 to 10000, or null"),
    Case(
      .mixtral, "num_local_experts", nil, .missingKey,
      "num_local_experts is missing; expected a whole number from 1 to 100000"),
    Case(
      .mixtral, "num_local_experts", "1", .inconsistent,
      "num_experts_per_tok is 2; expected at most the number of experts, 1"),
  ]

  @Test("one bad key is answered with its line, its value, and what is accepted", arguments: cases)
  func oneKey(bad: Case) throws {
    let lines = try bad.preset.text().split(separator: "\n").compactMap { line -> String? in
      guard line.hasPrefix("  \"\(bad.key)\":") else { return String(line) }
      return bad.value.map { "  \"\(bad.key)\": \($0)" + (line.hasSuffix(",") ? "," : "") }
    }
    let culprit = bad.says.prefix { $0 != " " }
    let line = 1 + (lines.firstIndex { $0.hasPrefix("  \"\(culprit)\":") } ?? 0)
    #expect(throws: ModelError(code: bad.code, detail: "x:\(line): \(bad.says)")) {
      try Architecture(configuration: lines.joined(separator: "\n"), name: "x")
    }
  }

  @Test("sizes that each pass but make an absurd model together are refused")
  func absurd() throws {
    let text = try Preset.mixtral.text()
      .replacing("\"num_local_experts\": 8", with: "\"num_local_experts\": 100000")
      .replacing("\"intermediate_size\": 14336", with: "\"intermediate_size\": 10000000")
      .replacing("\"num_hidden_layers\": 32", with: "\"num_hidden_layers\": 10000")
    #expect(
      throws: ModelError(
        code: .outOfRange,
        detail: "x: these sizes make 122,881,229 trillion parameters; "
          + "expected fewer than 1,000 trillion")
    ) { try Architecture(configuration: text, name: "x") }
  }

  @Test(
    "a document that is no object is refused",
    arguments: [
      ("[1]", "x:1: a list at the top; expected an object"),
      ("\n\"a\"", "x:2: \"a\" at the top; expected an object"),
      ("{\"a\": 1,\n\n 2}", "x:3: '2' where a key in double quotes was expected"),
    ])
  func noObject(json: String, detail: String) {
    #expect(throws: ModelError(code: .malformedJSON, detail: detail)) {
      try Architecture(configuration: json, name: "x")
    }
  }

  @Test("a value that would break the line of the error is cut and cleaned")
  func longValue() {
    let long = String(repeating: "y\\n", count: 50)
    let quoted = String(repeating: "y?", count: 20) + "…"
    #expect(
      throws: ModelError(
        code: .unknownFamily, detail: "x:1: model_type is \"\(quoted)\"; \(Self.families)")
    ) { try Architecture(configuration: "{\"model_type\": \"\(long)\"}", name: "x") }
  }
}
