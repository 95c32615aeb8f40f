import Testing
import TransformerModels

@Suite("Presets")
struct PresetTests {
  @Test("DeepSeek-V3 is read with the shapes of its report")
  func deepSeekV3() throws {
    let expected = Architecture(
      family: "deepseek_v3", name: "deepseek-v3", vocabularySize: 129_280, hiddenSize: 7168,
      layers: 61,
      attention: .latent(
        heads: 128, queryRank: 1536, keyValueRank: 512, noPositionSize: 128, ropeSize: 64,
        valueSize: 128),
      denseIntermediateSize: 18432,
      experts: Architecture.Experts(
        routed: 256, shared: 1, active: 8, intermediateSize: 2048, groups: 8, keptGroups: 4,
        firstDenseLayers: 3),
      multiTokenPredictionModules: 1, tiedEmbedding: false)
    #expect(try Preset.deepSeekV3.architecture() == expected)
  }

  @Test("Mixtral has experts in every layer, none of them shared, and no groups")
  func mixtral() throws {
    let mixtral = try Preset.mixtral.architecture()
    #expect(
      mixtral.experts
        == Architecture.Experts(routed: 8, shared: 0, active: 2, intermediateSize: 14336))
    #expect((0..<32).allSatisfy(mixtral.hasExperts))
    #expect(
      mixtral.attention
        == .grouped(heads: 32, keyValueHeads: 8, headSize: 128, queryKeyValueBias: false))
  }

  @Test("GPT-2 keys are read: two matrices in an MLP, biases, learned positions, a tied head")
  func gpt() throws {
    let expected = Architecture(
      family: "gpt2", name: "gpt-175b", vocabularySize: 51200, hiddenSize: 12288, layers: 96,
      attention: .grouped(heads: 96, keyValueHeads: 96, headSize: 128, queryKeyValueBias: true),
      denseIntermediateSize: 4 * 12288, experts: nil, multiTokenPredictionModules: 0,
      tiedEmbedding: true, gatedMLP: false, learnedBiases: true, learnedPositions: 2048)
    #expect(try Preset.gpt175B.architecture() == expected)
  }

  @Test("Qwen2.5 has biases on queries, keys and values; Llama-3.1 has none")
  func biases() throws {
    let shape = { (bias: Bool) in
      Architecture.Attention.grouped(
        heads: 64, keyValueHeads: 8, headSize: 128, queryKeyValueBias: bias)
    }
    #expect(try Preset.qwen72B.architecture().attention == shape(true))
    #expect(try Preset.llama70B.architecture().attention == shape(false))
    #expect(try Preset.llama70B.architecture().experts == nil)
  }
}
