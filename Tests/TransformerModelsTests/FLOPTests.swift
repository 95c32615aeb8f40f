import Testing
import TransformerModels

@Suite("Training FLOPs")
struct FLOPTests {
  @Test(
    "FLOPs per token at 4,096 tokens are the published ones",
    arguments: [
      (Preset.deepSeekV3, true, false, 250e9, 0.01), (.deepSeekV3, false, false, 280e9, 0.01),
      (.deepSeekV3, true, true, 260e9, 0.01), (.deepSeekV2, true, false, 155e9, 0.03),
      (.llama405B, true, false, 2448e9, 0.03),
    ])
  func published(
    preset: Preset, causal: Bool, prediction: Bool, flops: Double, tolerance: Double
  ) throws {
    let computed = try preset.architecture().trainingFLOPsPerToken(
      sequenceLength: 4096, causal: causal, multiTokenPrediction: prediction)
    #expect(abs(computed / flops - 1) < tolerance, "\(computed)")
  }

  @Test(
    "DeepSeek-V3 takes 250.4 GFLOP causal and 281.2 full; with multi-token prediction 260.6 and 291.8",
    arguments: [
      (true, false, 250.4), (false, false, 281.2), (true, true, 260.6), (false, true, 291.8),
    ])
  func deepSeekV3(causal: Bool, prediction: Bool, gigaflops: Double) throws {
    let computed = try Preset.deepSeekV3.architecture().trainingFLOPsPerToken(
      sequenceLength: 4096, causal: causal, multiTokenPrediction: prediction)
    #expect((computed / 1e8).rounded() / 10 == gigaflops)
  }

  @Test("Qwen2.5-72B takes 445 GFLOP, which is not what is printed for Qwen-72B")
  func qwen() throws {
    let computed = try Preset.qwen72B.architecture().trainingFLOPsPerToken(sequenceLength: 4096)
    #expect((computed / 1e9).rounded() == 445)
  }

  @Test("training takes six FLOPs for each active matrix weight, the head's among them")
  func tensors() {
    for seed in 0..<400 {
      let model = Architecture.random(seed: UInt64(seed))
      let matrices = { (list: TensorList) in
        let others = ["embed_tokens", "embed_positions", "lm_head"]
        return list.count { $0.shape.count == 2 && !others.contains($0.name) }
      }
      let head = model.vocabularySize * model.hiddenSize
      let main = matrices(TensorList(model, activeOnly: true)) + head
      #expect(model.matrixParametersPerToken == main, "\(model)")
      let modules =
        matrices(TensorList(predictionOf: model, activeOnly: true))
        + model.multiTokenPredictionModules * head
      #expect(model.matrixParametersPerTokenOfPrediction == modules, "\(model)")
      let length = 1 + seed
      let scores = model.attentionScoreFLOPsPerToken(sequenceLength: length, causal: false)
      let layers = model.layers + model.multiTokenPredictionModules
      #expect(
        model.trainingFLOPsPerToken(
          sequenceLength: length, causal: false, multiTokenPrediction: true)
          == 6 * Double(main + modules) + 3 * Double(layers) * scores, "\(model)")
    }
  }

  @Test("attention scores count each pair of positions once for keys and once for values")
  func scores() throws {
    // 128 heads, 192 per query and key, 128 per value, two FLOPs each.
    let model = try Preset.deepSeekV3.architecture()
    let full = Double(2 * 128 * (192 + 128) * 4096)
    #expect(model.attentionScoreFLOPsPerToken(sequenceLength: 4096, causal: false) == full)
    #expect(model.attentionScoreFLOPsPerToken(sequenceLength: 4096) == full / 2)
    let grouped = try Preset.llama70B.architecture()
    #expect(
      grouped.attentionScoreFLOPsPerToken(sequenceLength: 10, causal: false)
        == Double(2 * 64 * (128 + 128) * 10))
  }

  @Test("the forward takes a third of training")
  func forward() throws {
    let model = try Preset.mixtral.architecture()
    #expect(
      3 * model.forwardFLOPsPerToken(sequenceLength: 4096)
        == model.trainingFLOPsPerToken(sequenceLength: 4096))
  }
}
