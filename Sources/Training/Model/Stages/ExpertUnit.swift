internal import LinearAlgebra
internal import TransformerModels

/// The second half of a layer with experts: `x + shared(norm(x)) + Σ weight · expert(norm(x))`.
final class ExpertUnit: Unit {
  let norm: RMSNorm
  let router: Router
  /// Sees every token; nil where there is none.
  let shared: FeedForward?
  /// Those that this rank computes.
  let routed: FeedForward
  let exchange: any ExpertExchange
  let arithmetic: Arithmetic
  let recomputation: Recomputation

  /// - Parameters:
  ///   - model: Where parameters come from.
  ///   - experts: Of the layer.
  ///   - prefix: Of the parameters' names, up to the layer's number and a point.
  /// - Throws: `TrainingError` with code `shapesDisagree` when the exchange has experts that the layer
  ///   has not.
  init(
    _ model: ModelParts, experts: Architecture.Experts, prefix: String
  ) throws(TrainingError) {
    let own = model.exchange.experts
    guard own.lowerBound >= 0, !own.isEmpty, own.upperBound <= experts.routed else {
      throw TrainingError(
        code: .shapesDisagree,
        detail: "experts \(own) on this rank; 1 or more of 0 ..< \(experts.routed) are accepted")
    }
    norm = model.norm(
      prefix + "post_attention_layernorm.weight", size: model.architecture.hiddenSize)
    router = try Router(model, experts: experts, prefix: prefix + "mlp.")
    shared =
      experts.shared == 0
      ? nil
      : try FeedForward(
        model, prefixes: [prefix + "mlp.shared_experts."],
        width: experts.shared * experts.intermediateSize)
    routed = try FeedForward(
      model, prefixes: own.map { prefix + "mlp.experts.\($0)." },
      width: experts.intermediateSize, group: .expert)
    exchange = model.exchange
    arithmetic = model.arithmetic
    recomputation = model.recomputation
  }

  func makePass() -> any UnitPass { ExpertPass(self) }

  /// What tokens, and gradients of sums, travel to experts in.
  var dispatchFormat: ExchangeFormat {
    switch arithmetic.precision {
    case .fp32: .fp32
    case .bf16: .bf16
    case .fp8(let recipe):
      if case .tiles = recipe.scaling { .fp8 } else { .bf16 }
    }
  }

  /// What experts' rows travel back in.
  var combineFormat: ExchangeFormat { arithmetic.precision.rounds ? .bf16 : .fp32 }
}
