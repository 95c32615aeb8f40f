import TransformerModels

extension Architecture {
  /// A small model of any shape that the type can hold.
  static func random(seed: UInt64) -> Architecture {
    var generator = SeededGenerator(seed: seed)
    let pick = { (range: ClosedRange<Int>) in Int.random(in: range, using: &generator) }
    let (layers, keyValueHeads) = (pick(1...7), pick(1...4))
    let learnedBiases = pick(0...3) == 0
    let attention: Attention =
      pick(0...1) == 0
      ? .grouped(
        heads: keyValueHeads * pick(1...4), keyValueHeads: keyValueHeads, headSize: pick(1...9),
        queryKeyValueBias: learnedBiases || pick(0...1) == 0)
      : .latent(
        heads: pick(1...8), queryRank: pick(0...2) == 0 ? nil : pick(1...20),
        keyValueRank: pick(1...20), noPositionSize: pick(1...9), ropeSize: pick(1...9),
        valueSize: pick(1...9))
    let routed = pick(1...12)
    let experts = Experts(
      routed: routed, shared: pick(0...2), active: pick(1...routed), intermediateSize: pick(1...30),
      firstDenseLayers: pick(0...layers), layerFrequency: pick(1...3))
    return Architecture(
      family: "deepseek_v3", name: "random", vocabularySize: pick(1...100),
      hiddenSize: pick(1...40), layers: layers, attention: attention,
      denseIntermediateSize: pick(1...60), experts: pick(0...3) == 0 ? nil : experts,
      multiTokenPredictionModules: pick(0...2), tiedEmbedding: pick(0...1) == 0,
      gatedMLP: pick(0...1) == 0, learnedBiases: learnedBiases, learnedPositions: pick(0...9))
  }
}
