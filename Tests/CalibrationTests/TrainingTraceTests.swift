import Quantities
import Testing

@testable import CostModels

/// The kernels of DeepSeek's training trace that no model was fitted to, and the sums over its phases.
///
/// Source: deepseek-ai/profile-data, train.json: four layers with 4,096 tokens on 112 SMs.
@Suite("Calibrated kernels beside the DeepSeek-V3 training trace")
struct TrainingTraceTests {
  struct Product: CustomTestStringConvertible, Sendable {
    var name: String
    var shape: ProductShape
    var microseconds: Double
    var testDescription: String { name }

    init(_ name: String, _ n: Int, _ k: Int, _ microseconds: Double, routed: Bool = false) {
      self.name = name
      shape = ProductShape(groups: routed ? 4 : 1, m: routed ? 8192 : 4096, n: n, k: k)
      self.microseconds = microseconds
    }
  }

  static let products = [
    Product("q_a", 1536, 7168, 103.5), Product("kv_a", 576, 7168, 53.2),
    Product("q_b", 24576, 1536, 371.5), Product("kv_b", 32768, 512, 244.2),
    Product("o", 7168, 16384, 900.8), Product("shared gate and up", 4096, 7168, 259.0),
    Product("shared down", 7168, 2048, 138.0),
    Product("routed gate and up", 4096, 7168, 1862.5, routed: true),
    Product("routed down", 7168, 2048, 1035.2, routed: true),
    Product("o, data gradient", 16384, 7168, 927.0),
    Product("q_b again", 24576, 1536, 373.5), Product("kv_b again", 32768, 512, 244.2),
    Product("q_b, data gradient", 1536, 24576, 332.0),
    Product("kv_b, data gradient", 512, 32768, 220.0),
    Product("kv_a, data gradient", 7168, 576, 64.8),
    Product("q_a, data gradient", 7168, 1536, 111.0),
    Product("shared down, data gradient", 2048, 7168, 126.2),
    Product("shared gate and up, data gradient", 7168, 4096, 240.5),
    Product("routed down, data gradient", 2048, 7168, 864.5, routed: true),
    Product("routed gate and up, data gradient", 7168, 4096, 1969.2, routed: true),
  ]

  @Test("forward products and data gradients come within 8 per cent on average")
  func forwardAndDataGradients() throws {
    let model = try #require(try Shipped.calibration().products(.initial))
    let errors = Self.products.map { product in
      let seconds = model.seconds(product.shape, isWeightGradient: false, multiprocessors: 112)
      return abs(seconds * 1e6 / product.microseconds - 1)
    }
    let mean = errors.reduce(0, +) / Double(errors.count)
    #expect(mean < 0.08)
    #expect(errors.allSatisfy { $0 < 0.16 })
  }

  struct Phase: CustomTestStringConvertible, Sendable {
    var name: String
    var parts: [ModelPart]
    var pass: CostModels.Pass
    /// Of one layer.
    var milliseconds: Double
    var testDescription: String { name }
  }

  static let phases = [
    Phase(name: "attn(F)", parts: [.attention], pass: .forward, milliseconds: 17.48 / 4),
    Phase(
      name: "mlp(F)", parts: [.sharedExpert, .routedExperts], pass: .forward,
      milliseconds: 18.42 / 4),
    Phase(name: "attn(B)", parts: [.attention], pass: .input, milliseconds: 37.36 / 4),
    Phase(
      name: "mlp(B)", parts: [.sharedExpert, .routedExperts], pass: .input,
      milliseconds: 21.22 / 4),
    Phase(name: "attn(W)", parts: [.attention], pass: .weight, milliseconds: 9.55 / 4),
    Phase(
      name: "mlp(W)", parts: [.sharedExpert, .routedExperts], pass: .weight,
      milliseconds: 20.25 / 4),
  ]

  @Test("each compute phase of a layer comes within 8 per cent", arguments: phases)
  func phase(_ phase: Phase) throws {
    let costs = try OperatorCosts(Shipped.workload())
    let time = phase.parts.reduce(VirtualTime.zero) {
      $0 + costs.compute($1, phase.pass, besideCommunication: true)
    }
    let ratio = time.seconds * 1e3 / phase.milliseconds
    #expect(abs(ratio - 1) < 0.08, "\(phase.name): \(time)")
  }
}
