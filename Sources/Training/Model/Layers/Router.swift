internal import ExpertParallelism
internal import LinearAlgebra
internal import TransformerModels

/// Scores the experts for each token, chooses them, and keeps sequences balanced. All in FP32.
final class Router {
  let weight: Parameter
  let gate: Gate
  let balance: ExpertBalance
  private let arithmetic: Arithmetic
  /// Selects by score alone, as the balance loss counts.
  private let plainGate: Gate
  private let balanceLoss: SequenceBalanceLoss

  /// - Parameters:
  ///   - model: Where the parameter comes from.
  ///   - experts: Of the layer.
  ///   - prefix: Of its name, up to `mlp.`.
  /// - Throws: `TrainingError` with code `exchangeFailed` for experts that cannot be routed to.
  init(
    _ model: ModelParts, experts: Architecture.Experts, prefix: String
  ) throws(TrainingError) {
    let configuration = model.configuration
    let constants = configuration.constants
    let scoring: Gate.Scoring = constants.scoring == .sigmoid ? .sigmoid : .softmax
    let name = prefix + "gate.weight"
    (gate, plainGate, balanceLoss) = try TrainingError.routing(name) { () throws(RoutingError) in
      (
        try Gate(
          experts: experts.routed, groups: experts.groups, keptGroups: experts.keptGroups,
          selections: experts.active, scoring: scoring, normalises: constants.normalisesWeights,
          scale: Float(constants.routedScale)),
        try Gate(experts: experts.routed, selections: experts.active, scoring: scoring),
        try SequenceBalanceLoss(experts: experts.routed, alpha: configuration.balanceWeight)
      )
    }
    weight = model.store.weight(
      name, rows: experts.routed, columns: model.architecture.hiddenSize)
    balance = ExpertBalance(
      name: name, experts: experts.routed, speed: configuration.biasSpeed)
    arithmetic = model.arithmetic
  }

  /// What a forward leaves for the backward.
  struct Kept {
    /// `[tokens, experts]`
    let scores: [Float]
    let routing: RoutedTokens
    /// `[tokens, selections]`, the greatest scores of each token.
    let greatest: [Int32]
  }

  /// Chooses experts, and counts loads and the balance loss.
  ///
  /// - Parameters:
  ///   - x: `[tokens, hidden]`
  ///   - context: Of the microbatch.
  /// - Throws: `TrainingError` with code `notFinite`.
  func forward(_ x: Matrix, _ context: MicrobatchContext) throws(TrainingError) -> Kept {
    var logits = Matrix(rows: x.rows, columns: gate.experts)
    try arithmetic.multiply(
      FactorPart(x), FactorPart(weight.value, transposed: true), into: &logits)
    let kept = try TrainingError.routing(weight.name) { () throws(RoutingError) in
      Kept(
        scores: try gate.scores(of: logits.values.span),
        routing: try gate.route(logits.values.span, bias: balance.bias),
        greatest: try plainGate.route(logits.values.span).topK)
    }
    balance.count(kept.routing.topK)
    guard balanceLoss.alpha > 0 else { return kept }
    for sequence in 0..<context.sequences {
      context.loss.balance += try TrainingError.routing(weight.name) { () throws(RoutingError) in
        try balanceLoss.value(
          scores: kept.scores.span.extracting(scoreRange(sequence, context)),
          topK: greatest(sequence, kept, context))
      } * Double(context.length)
    }
    return kept
  }

  /// Carries the gradients of weights, and of the balance loss, back to the logits.
  ///
  /// - Parameters:
  ///   - dweights: `[tokens, selections]`
  ///   - kept: Of the forward.
  ///   - context: Of the microbatch.
  /// - Returns: `[tokens, experts]`
  /// - Throws: `TrainingError` with code `exchangeFailed`.
  func logitGradient(
    _ dweights: [Float], kept: Kept, _ context: MicrobatchContext
  ) throws(TrainingError) -> Matrix {
    var dscores = scoreGradient(dweights, kept)
    for sequence in 0..<context.sequences where balanceLoss.alpha > 0 {
      let range = scoreRange(sequence, context)
      let gradient = try TrainingError.routing(weight.name) { () throws(RoutingError) in
        try balanceLoss.gradient(
          scores: kept.scores.span.extracting(range), topK: greatest(sequence, kept, context))
      }
      let factor = context.tokenFactor * Float(context.length)
      for (place, value) in zip(range, gradient) { dscores[place] += value * factor }
    }
    let values = try TrainingError.routing(weight.name) { () throws(RoutingError) in
      try gate.logitGradient(of: dscores.span, scores: kept.scores.span)
    }
    return try TrainingError.product { () throws(LinearAlgebraError) in
      try Matrix(rows: kept.routing.tokens, columns: gate.experts, values: values)
    }
  }

  /// Adds the gradient of the router's input.
  func addInputGradient(_ dlogits: Matrix, to dx: inout Matrix) throws(TrainingError) {
    try arithmetic.multiply(
      FactorPart(dlogits), FactorPart(weight.value), into: &dx, keeping: 1)
  }

  /// What is left to do for the weight.
  func work(_ dlogits: Matrix, input: Matrix) -> WeightWork {
    .whole(weight, gradient: dlogits, input: input, arithmetic)
  }

  /// With w = c · s / Σ s, the gradient of a score is (c · dw - Σ dw · w) / Σ s.
  private func scoreGradient(_ dweights: [Float], _ kept: Kept) -> [Float] {
    var dscores = [Float](repeating: 0, count: kept.scores.count)
    let routing = kept.routing
    for token in 0..<routing.tokens {
      let slots = token * routing.selections..<(token + 1) * routing.selections
      var (sum, mean): (Float, Float) = (1, 0)
      if gate.normalises {
        sum = 0
        for slot in slots {
          sum += kept.scores[token * gate.experts + Int(routing.topK[slot])]
          mean += dweights[slot] * routing.weights[slot]
        }
      }
      for slot in slots {
        dscores[token * gate.experts + Int(routing.topK[slot])] =
          (gate.scale * dweights[slot] - mean) / sum
      }
    }
    return dscores
  }

  private func scoreRange(_ sequence: Int, _ context: MicrobatchContext) -> Range<Int> {
    let count = context.length * gate.experts
    return sequence * count..<(sequence + 1) * count
  }

  private func greatest(
    _ sequence: Int, _ kept: Kept, _ context: MicrobatchContext
  ) -> [Int32] {
    let count = context.length * gate.selections
    return Array(kept.greatest[sequence * count..<(sequence + 1) * count])
  }
}
