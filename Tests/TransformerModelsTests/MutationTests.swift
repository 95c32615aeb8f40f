import Quantities
import Testing
import TransformerModels

@Suite("Mutated configurations")
struct MutationTests {
  @Test("20,000 mutated presets are read or refused in one clear line, and never trap")
  func mutations() throws {
    let presets = try Preset.allCases.map { Array(try $0.text().utf8) }
    var generator = SeededGenerator(seed: 1)
    var (accepted, refused) = (0, 0)
    for round in 0..<20_000 {
      var json = presets[round % presets.count]
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        mutate(&json, others: presets, using: &generator)
      }
      do {
        let summary = ModelSummary(try Architecture(configuration: json, name: "x"))
        accepted += 1
        #expect(summary.parameters.total > 0)
        #expect(summary.trainingFLOPsPerToken(causal: false).isFinite)
      } catch {
        refused += 1
        #expect(error.detail.hasPrefix("x:"), "\(error)")
        #expect(!error.detail.contains { $0.isNewline }, "\(error)")
      }
    }
    // Mutations must reach both outcomes, or they show nothing.
    #expect(accepted > 1000)
    #expect(refused > 1000)
  }

  private func mutate(
    _ json: inout [UInt8], others: [[UInt8]], using generator: inout SeededGenerator
  ) {
    guard !json.isEmpty else { return }
    let start = Int.random(in: 0..<json.count, using: &generator)
    let end = min(json.count, start + Int.random(in: 1...40, using: &generator))
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: json[start] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: json.removeSubrange(start..<end)
    case 2: json.insert(contentsOf: json[start..<end], at: start)
    case 3:
      let other = others[Int.random(in: 0..<others.count, using: &generator)]
      let splice = Int.random(in: 0..<other.count, using: &generator)
      json.replaceSubrange(start..., with: other[splice...])
    case 4:
      // Digits are where sizes go wrong: grow the number at or after the place.
      let digits = UInt8(ascii: "0")...UInt8(ascii: "9")
      guard let digit = json[start...].firstIndex(where: digits.contains) else { return }
      let more = Int.random(in: 1...20, using: &generator)
      json.insert(contentsOf: repeatElement(UInt8(ascii: "9"), count: more), at: digit)
    default: json[start] = UInt8.random(in: .min ... .max, using: &generator)
    }
  }
}
