import CostModels
import Quantities
import Testing

/// Sums over the kernels of one layer in DeepSeek's training trace, four layers averaged.
///
/// They were never fitted: of the trace the model uses the rates of attention's core, of norms, casts
/// and RoPE, and of weight gradients (so the two W rows say little). The bound says how far a plain model may stray. Source:
/// deepseek-ai/profile-data, train.json.
@Suite("Costs beside the DeepSeek-V3 training trace")
struct TrainingTraceTests {
  struct Phase: CustomTestStringConvertible, Sendable {
    var name: String
    var parts: [ModelPart]
    var pass: Pass
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

  @Test("each phase of a layer comes within 15 per cent", arguments: phases)
  func phase(_ phase: Phase) throws {
    let costs = try OperatorCosts(.reference)
    let time = phase.parts.reduce(VirtualTime.zero) {
      $0 + costs.compute($1, phase.pass, besideCommunication: true)
    }
    let ratio = time.seconds * 1e3 / phase.milliseconds
    #expect(
      abs(ratio - 1) < 0.15,
      "\(phase.name): \(time), trace \(fixed(phase.milliseconds, decimals: 2)) ms")
  }
}
