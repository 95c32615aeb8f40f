import Quantities
import Testing
import TransformerModels

@Suite("A written config.json")
struct ConfigurationWritingTests {
  private func roundTrip(_ model: Architecture, _ constants: ModelConstants) throws {
    let text = try #require(model.configuration(constants)).compact
    #expect(try Architecture(configuration: text, name: model.name) == model)
    #expect(try ModelConstants(configuration: Array(text.utf8), name: model.name) == constants)
  }

  @Test(
    "reads back as the model that it was made of",
    arguments: ["deepseek-v3", "deepseek-v2", "mini-64", "mini-512"])
  func shipped(name: String) throws {
    let path =
      "\(#filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" })"
      + "/configs/models/\(name).json"
    try roundTrip(Architecture(contentsOf: path), ModelConstants(contentsOf: path))
  }

  @Test("reads back whatever the sizes and constants are", arguments: 0..<200)
  func random(seed: UInt64) throws {
    var model = Architecture.random(seed: seed)
    (model.gatedMLP, model.learnedBiases, model.learnedPositions) = (true, false, 0)
    if var experts = model.experts {
      experts.layerFrequency = min(experts.layerFrequency, model.layers)
      model.experts = experts
    }
    guard case .latent = model.attention else {
      #expect(model.configuration(ModelConstants()) == nil)
      return
    }
    let constants = ModelConstants(
      normEpsilon: 1 / Double(3 + seed), ropeTheta: 1000.5 + Double(seed),
      initialDeviation: 0.1 / Double(1 + seed), routedScale: Double(seed + 1) / 7,
      normalisesWeights: seed % 2 == 0, scoring: seed % 3 == 0 ? .softmax : .sigmoid)
    try roundTrip(model, constants)
  }
}
