internal import CGateKernels

extension Gate {
  /// Scores the experts for every token.
  ///
  /// - Parameter logits: `[tokens, experts]`, row-major, what the router's product gave.
  /// - Returns: `[tokens, experts]`, row-major, each between 0 and 1.
  /// - Throws: `RoutingError` when the count is no whole number of tokens (`shapeMismatch`), or when a
  ///   logit is NaN or infinite (`notFinite`, with its token and expert).
  public func scores(of logits: Span<Float>) throws(RoutingError) -> [Float] {
    _ = try tokens(in: logits)
    var scores = Array(repeating: Float(0), count: logits.count)
    var scoreSpan = scores.mutableSpan
    let bad = gate_scores(shape, logits, &scoreSpan)
    if bad >= 0 { throw notFinite(logits, at: Int(bad)) }
    return scores
  }

  /// Chooses the experts of every token and weighs them.
  ///
  /// - Parameters:
  ///   - logits: `[tokens, experts]`, row-major, what the router's product gave.
  ///   - bias: `[experts]`, added to the scores for the choice alone; nil for none.
  /// - Returns: `selections` distinct experts a token.
  /// - Throws: `RoutingError` when the counts are not those of whole tokens and of the experts
  ///   (`shapeMismatch`), or when a logit or a bias is NaN or infinite (`notFinite`, with its token
  ///   and expert).
  /// - Complexity: O(tokens · experts)
  public func route(
    _ logits: Span<Float>, bias: [Float]? = nil
  ) throws(RoutingError) -> RoutedTokens {
    let tokens = try tokens(in: logits)
    if let bias { try check(bias) }
    let biases = bias ?? []
    var scores = Array(repeating: Float(0), count: gate_batch * experts)
    var scratch = Array(repeating: Int32(0), count: scratchCount)
    var topK = Array(repeating: Int32(0), count: tokens * selections)
    var weights = Array(repeating: Float(0), count: tokens * selections)
    var scoreSpan = scores.mutableSpan
    var scratchSpan = scratch.mutableSpan
    var idSpan = topK.mutableSpan
    var weightSpan = weights.mutableSpan
    let bad = gate_route(
      shape, logits, biases.span, &idSpan, &weightSpan, &scoreSpan, &scratchSpan)
    if bad >= 0 { throw notFinite(logits, at: Int(bad)) }
    return RoutedTokens(tokens: tokens, selections: selections, topK: topK, weights: weights)
  }

  /// What the kernel asks for: see CGateKernels.h.
  private var scratchCount: Int {
    let block = gate_block
    func whole(_ count: Int) -> Int { (count + block - 1) / block * block }
    let keys = groups * whole(experts / groups)
    return gate_batch * (keys + whole(keys / block) + whole(groups))
  }

  private func tokens(in logits: Span<Float>) throws(RoutingError) -> Int {
    guard logits.count.isMultiple(of: experts) else {
      throw RoutingError(
        code: .shapeMismatch,
        detail: "\(logits.count) logits; \(experts) experts need a multiple of \(experts)")
    }
    return logits.count / experts
  }

  private func check(_ bias: [Float]) throws(RoutingError) {
    guard bias.count == experts else {
      throw RoutingError(
        code: .shapeMismatch, detail: "\(bias.count) biases for \(experts) experts")
    }
    if let expert = bias.firstIndex(where: { !$0.isFinite }) {
      throw RoutingError(
        code: .notFinite, detail: "expert \(expert): bias \(bias[expert]); it must be finite")
    }
  }

  private func notFinite(_ logits: Span<Float>, at index: Int) -> RoutingError {
    RoutingError(
      code: .notFinite,
      detail: "token \(index / experts), expert \(index % experts): score \(logits[index]); "
        + "it must be finite")
  }
}
