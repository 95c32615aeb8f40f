import Testing
import TransformerModels

@Suite("Parameter counts")
struct ParameterCountsTests {
  /// The totals are those of the published checkpoints, the balancing biases of DeepSeek-V3 (256 in
  /// each of 58 layers) not counted.
  @Test(
    "totals are those of the published checkpoints, to the last weight",
    arguments: [
      (Preset.deepSeekV3, 671_026_419_200 - 58 * 256), (.deepSeekV2, 235_741_434_880),
      (.llama405B, 405_853_388_800), (.llama70B, 70_553_706_496), (.qwen72B, 72_706_203_648),
      (.mixtral, 46_702_792_704),
    ])
  func totals(preset: Preset, total: Int) throws {
    #expect(ParameterCounts(try preset.architecture()).total == total)
  }

  @Test("DeepSeek-V3 has 671.03B weights, 37.55B of them active, 36.63B without the embedding")
  func deepSeekV3() throws {
    let counts = ParameterCounts(try Preset.deepSeekV3.architecture())
    #expect(billions(counts.total, is: 671.03))
    #expect(billions(counts.active, is: 37.55))
    #expect(billions(counts.activeWithoutEmbedding, is: 36.63))
    // Matrices alone, as the published 36.62 counts: the norms are the difference.
    #expect(abs(Double(counts.activeWithoutEmbedding - counts[.norms].active) - 36.62e9) < 5e6)
    #expect(billions(counts.multiTokenPrediction, is: 11.61))
    #expect(billions(counts.activeMultiTokenPrediction, is: 2.54))
  }

  @Test("a layer of DeepSeek-V3 has 187.105M weights of attention; an expert has 44.040M")
  func deepSeekV3Layer() throws {
    let model = try Preset.deepSeekV3.architecture()
    #expect(model.attentionParameters - model.attentionNormParameters == 187_105_280)
    #expect(model.attentionNormParameters == 1536 + 512)
    #expect(ParameterCounts(model)[.attention].total == 61 * 187_105_280)
    #expect(model.expertParameters == 44_040_192)
  }

  @Test("DeepSeek-V2 has 21.4B active weights, Mixtral 12.9B, a dense model all it has")
  func active() throws {
    #expect(billions(ParameterCounts(try Preset.deepSeekV2.architecture()).active, is: 21.38))
    #expect(billions(ParameterCounts(try Preset.mixtral.architecture()).active, is: 12.88))
    let dense = ParameterCounts(try Preset.llama70B.architecture())
    #expect(dense.active == dense.total)
    #expect(dense.multiTokenPrediction == 0)
    #expect(dense.activeMultiTokenPrediction == 0)
  }

  @Test("counts are the sums over the tensors of a checkpoint, whatever the shape")
  func tensors() {
    for seed in 0..<400 {
      let model = Architecture.random(seed: UInt64(seed))
      let (counts, all) = (ParameterCounts(model), TensorList(model, activeOnly: false))
      #expect(counts.total == all.count(), "\(model)")
      #expect(counts.active == TensorList(model, activeOnly: true).count(), "\(model)")
      #expect(counts[.norms].total == all.count { $0.name.hasSuffix("norm") }, "\(model)")
      #expect(counts[.gates].total == all.count { $0.name == "mlp.gate" }, "\(model)")
      #expect(counts[.routedExperts].total == all.count { $0.name.hasPrefix("mlp.experts") })
      let prediction = TensorList(predictionOf: model, activeOnly: false)
      #expect(counts.multiTokenPrediction == prediction.count(), "\(model)")
    }
  }

  /// P = 12 l h^2 (1 + 13/12h + (V + s)/12lh), and the final norm's 2h.
  @Test("GPT models count as arXiv:2104.04473, equation 2, says")
  func gpt() throws {
    let (layers, hidden) = (96, 12288)
    let printed =
      12 * layers * hidden * hidden + 13 * layers * hidden + (51200 + 2048) * hidden + 2 * hidden
    #expect(ParameterCounts(try Preset.gpt175B.architecture()).total == printed)
  }

  @Test("layers with experts and without add up to the whole model")
  func layers() {
    for seed in 0..<100 {
      let model = Architecture.random(seed: UInt64(seed))
      let layers = (0..<model.layers).reduce(0) {
        $0 + model.denseParameters(layer: $1) + model.routedParameters(layer: $1)
      }
      #expect(
        ParameterCounts(model).total
          == layers + model.embeddingParameters + model.positionParameters + model.headParameters,
        "\(model)")
    }
  }

  @Test("a tied head adds no weights, and the embedding stays in the active count")
  func tied() throws {
    var model = try Preset.llama70B.architecture()
    let untied = ParameterCounts(model)
    model.tiedEmbedding = true
    let tied = ParameterCounts(model)
    #expect(untied.total - tied.total == 128_256 * 8192)
    #expect(tied.activeWithoutEmbedding == untied.activeWithoutEmbedding)
  }

  /// Rounded to two decimals, as the sources print.
  private func billions(_ count: Int, is printed: Double) -> Bool {
    (Double(count) / 1e7).rounded() == (printed * 100).rounded()
  }
}
