import FloatFormats
import FoundationEssentials
import LinearAlgebra
import MPIRuntime
import TestSupport
import Testing

@testable import Training

@Suite("AdamW on one rank")
struct AdamWTests {
  private func parameter(_ name: String, rows: Int, _ values: [Float]) throws -> Parameter {
    Parameter(
      name: name, group: .dense,
      value: try Matrix(rows: rows, columns: values.count / rows, values: values))
  }

  private func optimizer(
    _ parameters: [Parameter], _ settings: AdamWSettings = AdamWSettings(moments: .fp32)
  ) throws -> ShardedAdamW {
    try ShardedAdamW(ReplicaGroups(parameters, on: .solo()), settings: settings)
  }

  private func set(_ parameter: Parameter, _ gradients: [Float]) {
    parameter.gradient.update { for place in $0.indices { $0[place] = gradients[place] } }
  }

  @Test("follows PyTorch's over steps that are clipped and steps that are not")
  func fixture() throws {
    // Fixtures/make-adamw-fixtures.py computed the table.
    let path = Repository.path("Tests/TrainingTests/Fixtures/adamw.csv")
    let table = try String(contentsOf: URL(filePath: path), encoding: .utf8)
    let starts = [(3, 12), (1, 5)].enumerated().map { number, shape in
      (shape.0, (0..<shape.1).map { Float((13 * $0 + 3 * number) % 17 - 8) / 16 })
    }
    let parameters = try starts.enumerated().map {
      try parameter("\($0)", rows: $1.0, $1.1)
    }
    let optimizer = try optimizer(parameters)
    for (step, line) in table.split(separator: "\n").dropFirst().enumerated() {
      let fields = line.split(separator: ",")
      for (number, parameter) in parameters.enumerated() {
        set(
          parameter,
          (0..<12).map {
            Float((37 * $0 + 11 * step + 5 * number) % 29 - 14) / (step % 2 == 1 ? 512 : 8)
          })
      }
      let rate = try #require(Double(fields[0]))
      let norm = try #require(Double(fields[1]))
      let result = try optimizer.step(learningRate: rate)
      #expect((result.gradientNorm - norm).magnitude <= 1e-12 * norm)
      #expect(result.clipFactor == (norm > 1 ? 1 / result.gradientNorm : 1))
      let expected = fields[2].split(separator: " ").compactMap { Double($0) }
      let found = parameters.flatMap(\.value.values)
      try #require(found.count == expected.count)
      for (a, b) in zip(found, expected) {
        #expect((Double(a) - b).magnitude <= 3e-7, "step \(step)")
      }
    }
    #expect(optimizer.steps == 8)
  }

  @Test("moves a value by the learning rate in the first step, whatever the gradient's size")
  func firstStep() throws {
    // By hand: m / (1 - beta1) = g and v / (1 - beta2) = g², so the step is rate · g / |g|.
    let weight = try parameter("w", rows: 2, [1, -2, 3, 0])
    let optimizer = try optimizer(
      [weight], AdamWSettings(weightDecay: 0, clipNorm: nil, moments: .fp32))
    set(weight, [5, -0.001, 0, 700])
    _ = try optimizer.step(learningRate: 0.25)
    for (found, expected) in zip(weight.value.values, [0.75, -1.75, 3, -0.25] as [Float]) {
      #expect((found - expected).magnitude < 1e-5)
    }
  }

  @Test("decays weights and not the gains of norms")
  func decay() throws {
    let (weight, gain) = (
      try parameter("w", rows: 2, [4, 8]), try parameter("g", rows: 1, [4, 8])
    )
    let optimizer = try optimizer([weight, gain])
    _ = try optimizer.step(learningRate: 0.5)
    #expect(weight.value.values == [4 * 0.95, 8 * 0.95])
    #expect(gain.value.values == [4, 8])
  }

  @Test("clips all gradients together, and only above the limit", arguments: [4.9, 5, 5.1, nil])
  func clips(limit: Double?) throws {
    let (a, b) = (try parameter("a", rows: 1, [0, 0]), try parameter("b", rows: 1, [0]))
    let optimizer = try optimizer([a, b], AdamWSettings(clipNorm: limit))
    set(a, [3, 0])
    set(b, [-4])
    let result = try optimizer.step(learningRate: 0)
    #expect(result.gradientNorm == 5)
    #expect(result.clipFactor == min(1, (limit ?? 6) / 5))
  }

  @Test("keeps BF16 moments that are the FP32 ones of the step, rounded")
  func rounding() throws {
    let values: [Float] = [0.1, -3, 1e-4, 77]
    let gradients: [Float] = [0.3, -0.7, 1e-6, 0.01]
    let formats = try AdamWSettings.MomentFormat.allCases.map { format in
      let weight = try parameter("w", rows: 2, values)
      let optimizer = try optimizer([weight], AdamWSettings(moments: format))
      set(weight, gradients)
      _ = try optimizer.step(learningRate: 0.01)
      return (weight.value, optimizer.shards.map(\.elements))
    }
    // From moments of 0 both formats move alike.
    #expect(formats[0].0 == formats[1].0)
    #expect(formats[0].1 == formats[1].1.map { .bfloat16(UInt16.numbers($0)) })
  }

  @Test("stops before gradients that are not finite, and names the parameters", arguments: [1, 12])
  func notFinite(count: Int) throws {
    let parameters = try (0...count).map { try parameter("w\($0)", rows: 1, [1, 2]) }
    let optimizer = try optimizer(parameters)
    let bad = parameters.dropFirst()
    for parameter in parameters { set(parameter, [1, 1]) }
    for parameter in bad { set(parameter, [0, .nan]) }
    let names = bad.prefix(8).map(\.name).joined(separator: ", ")
    let detail =
      "gradients of \(names)\(count > 8 ? " and 4 others" : "") after 0 steps; "
      + "finite numbers are accepted"
    #expect(throws: OptimizerError(code: .notFinite, detail: detail)) {
      _ = try optimizer.step(learningRate: 0.1)
    }
    #expect(parameters.allSatisfy { $0.value.values == [1, 2] })
    #expect(optimizer.steps == 0)
  }

  @Test(
    "refuses settings out of range by name",
    arguments: [
      (AdamWSettings(beta1: 1), "beta1 1.0; from 0 to below 1"),
      (AdamWSettings(beta2: -0.1), "beta2 -0.1; from 0 to below 1"),
      (AdamWSettings(epsilon: 0), "epsilon 0.0; above 0 in single precision"),
      (AdamWSettings(weightDecay: .nan), "weight decay nan; from 0"),
      (AdamWSettings(clipNorm: 0), "clip norm 0.0; above 0, or none"),
    ])
  func settings(settings: AdamWSettings, detail: String) throws {
    #expect(throws: OptimizerError(code: .settingOutOfRange, detail: detail)) {
      _ = try optimizer([], settings)
    }
  }

  @Test("refuses a learning rate that is none", arguments: [-1e-9, .nan, .infinity])
  func rate(rate: Double) throws {
    let optimizer = try optimizer([])
    let error = OptimizerError(
      code: .settingOutOfRange, detail: "learning rate \(rate); from 0")
    #expect(throws: error) { _ = try optimizer.step(learningRate: rate) }
  }

  @Test("changes values where they lie, and copies in other formats are made anew")
  func inPlace() throws {
    let weight = try parameter("w", rows: 2, [1, 2])
    let optimizer = try optimizer([weight])
    // Reason: addresses are compared and not used.
    func address() -> Int {
      unsafe weight.value.values.withUnsafeBufferPointer { Int(bitPattern: $0.baseAddress) }
    }
    let before = (generation: weight.generation, address: address())
    for _ in 0..<3 { _ = try optimizer.step(learningRate: 0.1) }
    #expect(weight.generation != before.generation)
    #expect(address() == before.address)
  }
}
