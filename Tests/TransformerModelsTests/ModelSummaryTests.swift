import Quantities
import Testing
import TransformerModels

@Suite("Model summary")
struct ModelSummaryTests {
  @Test("x", arguments: [Preset.deepSeekV3, .deepSeekV2])
  func show(preset: Preset) throws {
    let s = ModelSummary(try preset.architecture())
    print(s.text)
    print(s.json.pretty)
  }
}
