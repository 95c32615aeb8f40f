import FoundationEssentials
import LinearAlgebra
import TestSupport
import Testing

@testable import Training

@Suite("The model and PyTorch")
struct FixtureTests {
  /// Losses and gradients that Fixtures/make-fixtures.py computed.
  struct Fixture {
    var losses: [String: Double] = [:]
    var gradients: [String: [Float]] = [:]

    init(_ name: String) throws {
      let folder = Repository.path("Tests/TrainingTests/Fixtures")
      let data = [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name).f32")))
      let table = try String(contentsOf: URL(filePath: "\(folder)/\(name).csv"), encoding: .utf8)
      var start = 0
      for line in table.split(separator: "\n") {
        let fields = line.split(separator: ",")
        guard fields.count == 3 else {
          losses[String(fields[0])] = Double(fields[1])
          continue
        }
        let count = (Int(fields[1]) ?? 0) * (Int(fields[2]) ?? 0)
        gradients[String(fields[0])] = (0..<count).map { place in
          let bytes = data[start + 4 * place..<start + 4 * place + 4]
          return Float(bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
        start += 4 * count
      }
    }
  }

  @Test(
    "agree on losses and on every gradient to 1e-5",
    arguments: [TinyModel.Variant.experts, .twoModules, .uncompressedQueries])
  func agreement(variant: TinyModel.Variant) throws {
    let fixture = try Fixture(variant.rawValue)
    let model = try TinyModel(variant)
    let worker = try model.worker()
    let tokens = (0..<Int32(16)).map { (place: Int32) -> Int32 in
      (7 * place * place + 3 * place + 5) % 19
    }
    try worker.begin(
      [0: Microbatch(sequences: 2, length: 7, tokens: tokens)], tokensOfStep: 14)
    try worker.playStep()
    for (name, found) in [
      ("main", worker.loss.main), ("prediction", worker.loss.prediction),
      ("balance", worker.loss.balance),
    ] {
      let expected = try #require(fixture.losses[name])
      #expect((found - expected).magnitude <= 1e-6 * expected, "\(name): \(found), \(expected)")
    }
    #expect(worker.parameters.count == fixture.gradients.count)
    for parameter in worker.parameters {
      let expected = try #require(fixture.gradients[parameter.name])
      try #require(expected.count == parameter.gradient.values.count)
      var (error, size) = (0.0, 0.0)
      for (a, b) in zip(parameter.gradient.values, expected) {
        error += Double(a - b) * Double(a - b)
        size += Double(b) * Double(b)
      }
      #expect(error.squareRoot() <= 1e-5 * size.squareRoot(), "\(parameter.name)")
    }
  }
}
