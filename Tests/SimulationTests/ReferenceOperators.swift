import CostModels
import PipelineSchedules
import Quantities

@testable import Simulation

/// One operator of a slot as the design describes it, with its inputs spelled out.
struct ReferenceOperator {
  enum Input: Hashable {
    /// Another operator of the slot, by its number.
    case own(Int)
    case forwardTransfer, backwardTransfer
  }

  var name: String
  var isExchange = false
  var duration: Int64
  var inputs: [Input]
}

/// Writes down the operators of F, B, I, W and of pairs, stream by stream, from the design's words.
struct ReferenceLists {
  let costs: OperatorCosts
  private(set) var operators: [ReferenceOperator] = []
  /// Each stream's order.
  private(set) var compute: [Int] = []
  private(set) var expert: [Int] = []
  /// The operator whose end is the output of the forward, and of the backward.
  private(set) var forwardOutput: Int?
  private(set) var backwardOutput: Int?

  /// Exchanges whose result no compute operator has taken yet.
  private var open: Set<Int> = []

  init(costs: OperatorCosts) { self.costs = costs }

  private mutating func add(
    _ part: ModelPart, _ pass: Pass, beside: Bool, _ inputs: [ReferenceOperator.Input]
  ) -> Int {
    let time = costs.compute(part, pass, besideCommunication: beside)
    operators.append(
      ReferenceOperator(
        name: "\(part.rawValue) \(pass.rawValue)", duration: time.picoseconds, inputs: inputs))
    compute.append(operators.count - 1)
    return operators.count - 1
  }

  private mutating func add(
    _ exchange: ExpertExchange, _ inputs: [ReferenceOperator.Input]
  ) -> Int {
    operators.append(
      ReferenceOperator(
        name: exchange.rawValue, isExchange: true, duration: costs.exchange(exchange).picoseconds,
        inputs: inputs))
    expert.append(operators.count - 1)
    open.insert(operators.count - 1)
    return operators.count - 1
  }

  /// F alone: attention; dispatch beside the shared expert; routed experts; combine.
  mutating func forward(_ blocks: [StageBlock]) {
    var input = ReferenceOperator.Input.forwardTransfer
    for block in blocks {
      for part in block.before { input = .own(add(part, .forward, beside: false, [input])) }
      guard block.body != .none else { continue }
      let attention = add(.attention, .forward, beside: false, [input])
      if block.body == .dense {
        input = .own(add(.denseMLP, .forward, beside: false, [.own(attention)]))
      } else {
        let dispatch = add(.dispatch, [.own(attention)])
        _ = add(.sharedExpert, .forward, beside: true, [.own(attention)])
        let routed = add(.routedExperts, .forward, beside: false, [.own(dispatch)])
        input = .own(add(.combine, [.own(routed)]))
      }
      for part in block.after { input = .own(add(part, .forward, beside: false, [input])) }
    }
    if case .own(let last) = input { forwardOutput = last }
  }

  /// B or I alone: gradient dispatch beside attention-W of the layer above (B) and the shared
  /// expert; routed experts; gradient combine beside MLP-W (B); attention.
  ///
  /// Head and projection run I and W (B) at once, and only then hand their gradient on.
  mutating func backward(_ blocks: [StageBlock], weights: Bool) {
    var input = ReferenceOperator.Input.backwardTransfer
    var owedAttention = false
    for block in blocks.reversed() {
      let isRouted = block.body != .none && block.body != .dense
      var late: [(ModelPart, Bool)] = []
      if owedAttention { late.append((.attention, isRouted && block.after.isEmpty)) }
      for part in block.after.reversed() {
        if let (owed, _) = late.popLast() { _ = add(owed, .weight, beside: false, [input]) }
        input = .own(add(part, .input, beside: false, [input]))
        if weights { input = .own(add(part, .weight, beside: false, [input])) }
      }
      if isRouted {
        let dispatch = add(.gradientDispatch, [input])
        for (owed, _) in late { _ = add(owed, .weight, beside: true, [input]) }
        let shared = add(.sharedExpert, .input, beside: true, [input])
        let routed = add(.routedExperts, .input, beside: false, [.own(dispatch)])
        let combine = add(.gradientCombine, [.own(routed)])
        if weights {
          _ = add(.routedExperts, .weight, beside: true, [.own(routed)])
          _ = add(.sharedExpert, .weight, beside: true, [.own(routed)])
        }
        input = .own(
          add(.attention, .input, beside: false, [.own(combine), .own(shared)]))
      } else {
        for (owed, _) in late { _ = add(owed, .weight, beside: false, [input]) }
        if block.body == .dense {
          let dense = add(.denseMLP, .input, beside: false, [input])
          if weights { _ = add(.denseMLP, .weight, beside: false, [.own(dense)]) }
          input = .own(add(.attention, .input, beside: false, [.own(dense)]))
        }
      }
      owedAttention = weights && block.body != .none
      for part in block.before.reversed() {
        let time = costs.compute(part, .input, besideCommunication: false)
        if time > .zero { input = .own(add(part, .input, beside: false, [input])) }
        if weights { input = .own(add(part, .weight, beside: false, [input])) }
      }
    }
    if case .own(let last) = input { backwardOutput = last }
    if owedAttention { _ = add(.attention, .weight, beside: false, [input]) }
  }

  /// W alone: weight gradients, nothing else.
  mutating func weights(_ blocks: [StageBlock]) {
    for block in blocks.reversed() {
      for part in block.after.reversed() { _ = add(part, .weight, beside: false, []) }
      if block.body == .dense { _ = add(.denseMLP, .weight, beside: false, []) }
      if block.body != .dense, block.body != .none {
        _ = add(.routedExperts, .weight, beside: false, [])
        _ = add(.sharedExpert, .weight, beside: false, [])
      }
      if block.body != .none { _ = add(.attention, .weight, beside: false, []) }
      for part in block.before.reversed() { _ = add(part, .weight, beside: false, []) }
    }
  }

  /// A pair, in the trace's order: the k-th forward block with the k-th backward block from the top,
  /// the rest unpaired.
  ///
  /// Whether an operator runs beside communication follows from the lists: it does when an exchange
  /// stands before it whose result no compute operator has taken yet.
  mutating func pair(_ forward: [StageBlock], _ backward: [StageBlock]) {
    let backward = Array(backward.reversed())
    var (input, gradient) = (
      ReferenceOperator.Input.forwardTransfer, ReferenceOperator.Input.backwardTransfer
    )
    var gradientDispatch = open(backward[0], &gradient)
    for layer in 0..<max(forward.count, backward.count) {
      let front = layer < forward.count ? forward[layer] : nil
      let back = layer < backward.count ? backward[layer] : nil
      var attention: Int?
      var (dispatch, gradientCombine): (Int?, Int?)
      if let front {
        for part in front.before { input = .own(beside(part, .forward, [input])) }
        if front.body != .none {
          let made = beside(.attention, .forward, [input])
          (attention, input) = (made, .own(made))
          if front.body == .experts(shared: true) { dispatch = add(.dispatch, [.own(made)]) }
        }
      }
      if let back { gradientCombine = middle(back, gradientDispatch, &gradient) }
      if let front, let attention {
        if let dispatch {
          _ = beside(.sharedExpert, .forward, [.own(attention)])
          let routed = beside(.routedExperts, .forward, [.own(dispatch)])
          input = .own(add(.combine, [.own(routed)]))
        } else {
          input = .own(beside(.denseMLP, .forward, [.own(attention)]))
        }
        _ = front
      }
      if let back {
        if back.body != .none {
          gradient = .own(
            beside(.attention, .input, gradientCombine.map { [gradient, .own($0)] } ?? [gradient]))
        }
        let own = gradient
        for part in back.before.reversed() {
          if costs.compute(part, .input, besideCommunication: false) > .zero {
            gradient = .own(beside(part, .input, [gradient]))
          }
          gradient = .own(beside(part, .weight, [gradient]))
        }
        if layer + 1 < backward.count { gradientDispatch = open(backward[layer + 1], &gradient) }
        if back.body != .none { _ = beside(.attention, .weight, [own]) }
      }
      for part in front?.after ?? [] { input = .own(beside(part, .forward, [input])) }
    }
    if case .own(let last) = input { forwardOutput = last }
    if case .own(let last) = gradient { backwardOutput = last }
  }

  private mutating func open(
    _ block: StageBlock, _ gradient: inout ReferenceOperator.Input
  ) -> Int? {
    for part in block.after.reversed() {
      gradient = .own(beside(part, .input, [gradient]))
      gradient = .own(beside(part, .weight, [gradient]))
    }
    return block.body == .experts(shared: true) ? add(.gradientDispatch, [gradient]) : nil
  }

  /// The backward of a block between its gradient dispatch and its attention.
  private mutating func middle(
    _ block: StageBlock, _ gradientDispatch: Int?, _ gradient: inout ReferenceOperator.Input
  ) -> Int? {
    guard let gradientDispatch else {
      guard block.body == .dense else { return nil }
      let dense = beside(.denseMLP, .input, [gradient])
      _ = beside(.denseMLP, .weight, [.own(dense)])
      gradient = .own(dense)
      return nil
    }
    let shared = beside(.sharedExpert, .input, [gradient])
    let routed = beside(.routedExperts, .input, [.own(gradientDispatch)])
    let combine = add(.gradientCombine, [.own(routed)])
    _ = beside(.routedExperts, .weight, [.own(routed)])
    _ = beside(.sharedExpert, .weight, [.own(shared)])
    gradient = .own(shared)
    return combine
  }

  private mutating func beside(
    _ part: ModelPart, _ pass: Pass, _ inputs: [ReferenceOperator.Input]
  ) -> Int {
    for case .own(let number) in inputs { open.remove(number) }
    return add(part, pass, beside: !open.isEmpty, inputs)
  }
}
