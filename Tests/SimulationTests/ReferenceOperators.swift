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
        name: exchange.rawValue, isExchange: true, duration: 0, inputs: inputs))
    expert.append(operators.count - 1)
    open.insert(operators.count - 1)
    return operators.count - 1
  }

  /// Gives each exchange its length beside the computation listed from it to the first operator that
  /// needs its result.
  mutating func stretchExchanges() {
    for number in expert {
      guard let exchange = ExpertExchange(rawValue: operators[number].name) else { continue }
      let beside = compute.filter { $0 > number }
        .prefix { !operators[$0].inputs.contains(.own(number)) }
        .reduce(0) { $0 + operators[$1].duration }
      operators[number].duration =
        costs.exchange(exchange, besideComputation: VirtualTime(picoseconds: beside)).picoseconds
    }
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
  /// Head and projection hand their gradient on before their W.
  mutating func backward(_ blocks: [StageBlock], weights: Bool) {
    var input = ReferenceOperator.Input.backwardTransfer
    // Weight gradients of the block above that run beside the gradient dispatch.
    var owed: [ModelPart] = []
    for block in blocks.reversed() {
      let isRouted = block.body != .none && block.body != .dense
      var sent: Int?
      for (index, part) in block.after.enumerated().reversed() {
        input = .own(add(part, .input, beside: false, [input]))
        if isRouted, index == 0 { sent = add(.gradientDispatch, [input]) }
        if weights { _ = add(part, .weight, beside: sent != nil, [input]) }
      }
      if isRouted, sent == nil { sent = add(.gradientDispatch, [input]) }
      for part in owed { _ = add(part, .weight, beside: isRouted, [input]) }
      if let sent {
        let shared = add(.sharedExpert, .input, beside: true, [input])
        let routed = add(.routedExperts, .input, beside: false, [.own(sent)])
        let combine = add(.gradientCombine, [.own(routed)])
        if weights {
          _ = add(.routedExperts, .weight, beside: true, [.own(routed)])
          _ = add(.sharedExpert, .weight, beside: true, [.own(routed)])
        }
        input = .own(
          add(.attention, .input, beside: false, [.own(combine), .own(shared)]))
      } else if block.body == .dense {
        let dense = add(.denseMLP, .input, beside: false, [input])
        if weights { _ = add(.denseMLP, .weight, beside: false, [.own(dense)]) }
        input = .own(add(.attention, .input, beside: false, [.own(dense)]))
      }
      owed = weights && block.body != .none ? [.attention] : []
      for (index, part) in block.before.enumerated().reversed() {
        let time = costs.compute(part, .input, besideCommunication: false)
        if time > .zero { input = .own(add(part, .input, beside: false, [input])) }
        guard weights else { continue }
        if index == 0 {
          owed.insert(part, at: 0)
        } else {
          _ = add(part, .weight, beside: false, [input])
        }
      }
    }
    if case .own(let last) = input { backwardOutput = last }
    for part in owed { _ = add(part, .weight, beside: false, [input]) }
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
        let next = layer + 1 < backward.count ? backward[layer + 1] : nil
        for (index, part) in back.before.enumerated().reversed() {
          if costs.compute(part, .input, besideCommunication: false) > .zero {
            gradient = .own(beside(part, .input, [gradient]))
          }
          let made = gradient
          if index == 0, let next { gradientDispatch = open(next, &gradient) }
          _ = beside(part, .weight, [made])
        }
        if back.before.isEmpty, let next { gradientDispatch = open(next, &gradient) }
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
    let isRouted = block.body == .experts(shared: true)
    var sent: Int?
    for (index, part) in block.after.enumerated().reversed() {
      gradient = .own(beside(part, .input, [gradient]))
      if isRouted, index == 0 { sent = add(.gradientDispatch, [gradient]) }
      _ = beside(part, .weight, [gradient])
    }
    return sent ?? (isRouted ? add(.gradientDispatch, [gradient]) : nil)
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
