import CostModels
import Quantities

@testable import Simulation

/// Writes down the operators of F, B, I, W and of pairs, stream by stream, from the design's words.
///
/// What an operator gives to others is the list of inputs that they have to wait for.
struct ReferenceLists {
  typealias Inputs = [ReferenceOperator.Input]

  let costs: OperatorCosts
  let overlap: StepConfiguration.Overlap
  private(set) var operators: [ReferenceOperator] = []
  /// Each stream's order.
  private(set) var compute: [Int] = []
  private(set) var expert: [Int] = []
  /// The operators whose ends are the outputs of the forward and of the backward.
  var outputs: [Direction: Int] = [:]
  /// Whose operators are being written.
  var site = (direction: Direction.forward, layer: -1)

  /// Exchanges whose result no compute operator has taken yet.
  private var open: Set<Int> = []

  init(costs: OperatorCosts, overlap: StepConfiguration.Overlap) {
    (self.costs, self.overlap) = (costs, overlap)
  }

  /// Adds a compute operator; what takes no time is no operator, and its inputs are its output.
  ///
  /// It runs beside communication when an exchange stands before it whose result no compute operator
  /// has taken yet.
  mutating func compute(_ part: ModelPart, _ pass: Pass, _ inputs: Inputs) -> Inputs {
    take(inputs)
    let time = costs.compute(part, pass, besideCommunication: !open.isEmpty)
    guard time > .zero else { return inputs }
    compute.append(operators.count)
    return add(
      .compute, inputs, duration: time, load: part == .routedExperts ? .experts : .none)
  }

  /// Adds an exchange; one that goes nowhere takes no time and is left out.
  mutating func exchange(_ exchange: ExpertExchange, _ inputs: Inputs) -> Inputs {
    guard costs.exchange(exchange) > .zero else { return inputs }
    open.insert(operators.count)
    expert.append(operators.count)
    let result = add(.exchange(exchange), inputs, load: .exchange)
    if overlap == .none {
      take(result)
      compute.append(operators.count)
      _ = add(.wait, result)
    }
    return result
  }

  private mutating func take(_ inputs: Inputs) {
    for case .own(let number) in inputs { open.remove(number) }
  }

  private mutating func add(
    _ kind: ReferenceOperator.Kind, _ inputs: Inputs, duration: VirtualTime = .zero,
    load: Instruction.Load = .none
  ) -> Inputs {
    operators.append(
      ReferenceOperator(
        kind: kind, duration: duration.picoseconds, inputs: inputs, direction: site.direction,
        layer: site.layer, load: load))
    return [.own(operators.count - 1)]
  }

  /// Names the output of an action: what comes last of the inputs that the next stage waits for.
  mutating func hand(_ direction: Direction, _ result: Inputs) {
    outputs[direction] = result.compactMap { if case .own(let number) = $0 { number } else { nil } }
      .max()
  }

  /// Gives each exchange its length beside the computation listed from it to the first operator that
  /// needs its result.
  mutating func stretchExchanges() {
    for number in expert {
      guard case .exchange(let exchange) = operators[number].kind else { continue }
      let beside = compute.filter { $0 > number }
        .prefix { !operators[$0].inputs.contains(.own(number)) }
        .reduce(0) { $0 + operators[$1].duration }
      operators[number].duration =
        costs.exchange(exchange, besideComputation: VirtualTime(picoseconds: beside)).picoseconds
    }
  }
}
