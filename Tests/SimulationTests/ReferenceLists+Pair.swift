import CostModels

@testable import Simulation

/// Overlapped pairs.
extension ReferenceLists {
  /// A pair, in the trace's order: the k-th forward block with the k-th backward block from the top,
  /// the rest unpaired.
  mutating func pair(_ forward: [StageBlock], _ backward: [StageBlock]) {
    let backward = Array(backward.reversed())
    var (input, gradient): (Inputs, Inputs) = ([.forwardTransfer], [.backwardTransfer])
    var gradientDispatch = open(backward[0], weights: true, &gradient)
    for layer in 0..<max(forward.count, backward.count) {
      let front = layer < forward.count ? forward[layer] : nil
      let back = layer < backward.count ? backward[layer] : nil
      var dispatch: Inputs = []
      if let front { dispatch = first(front, &input) }
      var combine: Inputs = []
      if let back { combine = expertsBackward(back, gradientDispatch, &gradient) }
      if let front { second(front, dispatch, &input) }
      if let back {
        site = (.backward, back.layer)
        if back.body != .none { gradient = compute(.attention, .input, gradient + combine) }
        let attention = gradient
        let next = layer + 1 < backward.count ? backward[layer + 1] : nil
        for (index, part) in back.before.enumerated().reversed() {
          gradient = compute(part, .input, gradient)
          let made = gradient
          if index == 0, let next { gradientDispatch = open(next, weights: true, &gradient) }
          _ = compute(part, .weight, made)
        }
        if back.before.isEmpty, let next {
          gradientDispatch = open(next, weights: true, &gradient)
        }
        if back.body != .none { _ = compute(.attention, .weight, attention) }
      }
      site = (.forward, front?.layer ?? -1)
      for part in front?.after ?? [] { input = compute(part, .forward, input) }
    }
    hand(.forward, input)
    hand(.backward, gradient)
  }

  /// A forward block through its dispatch, whose result comes back; `input` becomes attention's.
  private mutating func first(_ block: StageBlock, _ input: inout Inputs) -> Inputs {
    site = (.forward, block.layer)
    for part in block.before { input = compute(part, .forward, input) }
    guard block.body != .none else { return input }
    input = compute(.attention, .forward, input)
    guard case .experts = block.body else { return input }
    return exchange(.dispatch, input)
  }

  /// A forward block behind its dispatch.
  private mutating func second(_ block: StageBlock, _ dispatch: Inputs, _ input: inout Inputs) {
    site = (.forward, block.layer)
    switch block.body {
    case .none: break
    case .dense: input = compute(.denseMLP, .forward, input)
    case .experts(let shared):
      if shared { _ = compute(.sharedExpert, .forward, input) }
      input = exchange(.combine, compute(.routedExperts, .forward, dispatch))
    }
  }

  /// The backward of a block between its gradient dispatch and its attention; the gradient combine's
  /// result comes back.
  private mutating func expertsBackward(
    _ block: StageBlock, _ dispatch: Inputs, _ gradient: inout Inputs
  ) -> Inputs {
    site = (.backward, block.layer)
    switch block.body {
    case .none: return []
    case .dense:
      gradient = compute(.denseMLP, .input, gradient)
      _ = compute(.denseMLP, .weight, gradient)
      return []
    case .experts(let shared):
      if shared { gradient = compute(.sharedExpert, .input, gradient) }
      let routed = compute(.routedExperts, .input, dispatch)
      let combine = exchange(.gradientCombine, routed)
      _ = compute(.routedExperts, .weight, routed)
      if shared { _ = compute(.sharedExpert, .weight, gradient) }
      return combine
    }
  }
}
