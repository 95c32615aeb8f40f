import CostModels

@testable import Simulation

/// Single actions.
extension ReferenceLists {
  mutating func forward(_ blocks: [StageBlock]) {
    var input: Inputs = [.forwardTransfer]
    for block in blocks {
      site = (.forward, block.layer)
      for part in block.before { input = compute(part, .forward, input) }
      if block.body != .none { input = layer(block, input, isReplay: false) }
      for part in block.after { input = compute(part, .forward, input) }
    }
    hand(.forward, input)
  }

  /// A layer's forward: attention; dispatch beside the shared expert; routed experts; combine.
  ///
  /// A replay ends with the routed experts: no backward reads what combine gives.
  private mutating func layer(_ block: StageBlock, _ input: Inputs, isReplay: Bool) -> Inputs {
    let attention = compute(.attention, .forward, input)
    guard case .experts(let shared) = block.body else {
      return compute(.denseMLP, .forward, attention)
    }
    let dispatch = exchange(.dispatch, attention)
    if shared { _ = compute(.sharedExpert, .forward, attention) }
    let routed = compute(.routedExperts, .forward, dispatch)
    return isReplay ? routed : exchange(.combine, routed)
  }

  /// B or I: gradient dispatch beside attention-W of the layer above (B) and the shared expert;
  /// routed experts; gradient combine beside MLP-W (B); attention.
  ///
  /// Embedding and projection hand their gradient on before their W.
  mutating func backward(_ blocks: [StageBlock], weights: Bool) {
    var gradient: Inputs = [.backwardTransfer]
    // Weight gradients of the block above, which run beside the gradient dispatch.
    var owed: [ModelPart] = []
    for block in blocks.reversed() {
      let dispatch = open(block, weights: weights, &gradient)
      for part in owed { _ = compute(part, .weight, gradient) }
      middle(block, dispatch, weights: weights, &gradient)
      owed = weights && block.body != .none ? [.attention] : []
      for (index, part) in block.before.enumerated().reversed() {
        gradient = compute(part, .input, gradient)
        guard weights else { continue }
        if index == 0 {
          owed.insert(part, at: 0)
        } else {
          _ = compute(part, .weight, gradient)
        }
      }
    }
    hand(.backward, gradient)
    for part in owed { _ = compute(part, .weight, gradient) }
  }

  /// The backward of a block down to its gradient dispatch, whose result comes back.
  ///
  /// Under full recomputation the layer is replayed first, as a whole. A head hands its gradient on
  /// before its W.
  mutating func open(
    _ block: StageBlock, weights: Bool, _ gradient: inout Inputs
  ) -> Inputs {
    site = (.backward, block.layer)
    if costs.workload.recomputation == .full, block.body != .none {
      gradient += layer(block, gradient, isReplay: true)
    }
    var dispatch: Inputs?
    for (index, part) in block.after.enumerated().reversed() {
      gradient = compute(part, .input, gradient)
      if index == 0 { dispatch = dispatchGradient(block, gradient) }
      if weights { _ = compute(part, .weight, gradient) }
    }
    return dispatch ?? dispatchGradient(block, gradient)
  }

  private mutating func dispatchGradient(_ block: StageBlock, _ gradient: Inputs) -> Inputs {
    guard case .experts = block.body else { return gradient }
    return exchange(.gradientDispatch, gradient)
  }

  /// The backward of a block from its gradient dispatch through its attention.
  private mutating func middle(
    _ block: StageBlock, _ dispatch: Inputs, weights: Bool, _ gradient: inout Inputs
  ) {
    switch block.body {
    case .none: break
    case .dense:
      let dense = compute(.denseMLP, .input, gradient)
      if weights { _ = compute(.denseMLP, .weight, dense) }
      gradient = compute(.attention, .input, dense)
    case .experts(let shared):
      if shared { gradient = compute(.sharedExpert, .input, gradient) }
      let routed = compute(.routedExperts, .input, dispatch)
      let combine = exchange(.gradientCombine, routed)
      if weights {
        _ = compute(.routedExperts, .weight, routed)
        if shared { _ = compute(.sharedExpert, .weight, gradient) }
      }
      gradient = compute(.attention, .input, gradient + combine)
    }
  }

  /// W: weight gradients, nothing else.
  mutating func weights(_ blocks: [StageBlock]) {
    for block in blocks.reversed() {
      site = (.backward, block.layer)
      for part in block.after.reversed() { _ = compute(part, .weight, []) }
      switch block.body {
      case .none: break
      case .dense: _ = compute(.denseMLP, .weight, [])
      case .experts(let shared):
        _ = compute(.routedExperts, .weight, [])
        if shared { _ = compute(.sharedExpert, .weight, []) }
      }
      if block.body != .none { _ = compute(.attention, .weight, []) }
      for part in block.before.reversed() { _ = compute(part, .weight, []) }
    }
  }
}
