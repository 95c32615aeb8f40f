internal import LinearAlgebra

/// One microbatch on its way through the experts of a layer.
///
/// Both ways it pauses where tokens are on their way to the experts and where results are on their way
/// back. The shared expert is computed while the tokens travel.
final class ExpertPass: UnitPass {
  private let unit: ExpertUnit
  private var x = Matrix(rows: 0, columns: 0)
  private var scales: [Float] = []
  private var normed: Matrix?
  private var routerKept: Router.Kept?
  private var sharedKept: FeedForward.Kept?
  private var sharedInput: LinearInput?
  private var routedKept: FeedForward.Kept?
  private var routedInput: LinearInput?
  private var received: (groups: [Int], weights: [Float], routes: any ExpertRoutes)?
  private var sum = Matrix(rows: 0, columns: 0)
  private var dispatch: (any PendingDispatch)?
  private var combine: (any PendingCombine)?

  init(_ unit: ExpertUnit) { self.unit = unit }

  func forward(
    _ flow: inout Flow, _ context: MicrobatchContext
  ) throws(TrainingError) -> UnitProgress {
    if let dispatch {
      self.dispatch = nil
      try computeExperts(dispatch)
      return .exchanging
    }
    if let combine {
      self.combine = nil
      flow.hidden = try finishForward(combine)
      return .done
    }
    try route(try flow.take(), context)
    return .exchanging
  }

  private func route(_ x: Matrix, _ context: MicrobatchContext) throws(TrainingError) {
    self.x = x
    let (normed, scales) = unit.norm.forward(x)
    let kept = try unit.router.forward(normed, context)
    (self.scales, self.normed, routerKept) = (scales, normed, kept)
    dispatch = try unit.exchange.startDispatch(
      normed, routing: kept.routing, format: unit.dispatchFormat)
  }

  private func computeExperts(_ dispatch: any PendingDispatch) throws(TrainingError) {
    sum = x
    if let shared = unit.shared, let normed {
      let input = try shared.gateUp.input(normed)
      var (y, kept) = try shared.forward(input)
      LayerKernels.add(x, to: &y)
      (sum, sharedKept) = (y, kept)
      sharedInput = unit.recomputation.contains(.norms) ? nil : input
    }
    if unit.recomputation.contains(.norms) { normed = nil }
    let tokens = try dispatch.finish()
    let input = try unit.routed.gateUp.input(tokens.rows)
    let (rows, kept) = try unit.routed.forward(
      input, weights: tokens.weights, groups: tokens.groups)
    (routedInput, routedKept) = (input, kept)
    received = (tokens.groups, tokens.weights, tokens.routes)
    combine = try unit.exchange.startCombine(
      rows, weights: nil, along: tokens.routes, format: unit.combineFormat)
  }

  private func finishForward(_ combine: any PendingCombine) throws(TrainingError) -> Matrix {
    var y = sum
    sum = Matrix(rows: 0, columns: 0)
    LayerKernels.add(try combine.finish().sums, to: &y)
    unit.arithmetic.round(&y)
    return y
  }

  func backward(
    _ flow: inout Flow, _ context: MicrobatchContext, work: inout [WeightWork]
  ) throws(TrainingError) -> UnitProgress {
    if let dispatch {
      self.dispatch = nil
      try carryThroughExperts(dispatch, work: &work)
      return .exchanging
    }
    if let combine {
      self.combine = nil
      flow.hidden = try finishBackward(combine, context, work: &work)
      return .done
    }
    guard let received else { throw Flow.noForward }
    sum = try flow.take()
    dispatch = try unit.exchange.startDispatch(
      sum, along: received.routes, format: unit.dispatchFormat)
    return .exchanging
  }

  /// The gradient of the normed tokens, as far as shared expert and router give it.
  private var dnormed = Matrix(rows: 0, columns: 0)

  private func carryThroughExperts(
    _ dispatch: any PendingDispatch, work: inout [WeightWork]
  ) throws(TrainingError) {
    guard let received, let routedInput, let routedKept else { throw Flow.noForward }
    let normed = self.normed ?? unit.norm.again(x, scales: scales)
    self.normed = normed
    if let shared = unit.shared, let sharedKept {
      let input = if let sharedInput { sharedInput } else { try shared.gateUp.input(normed) }
      dnormed = try shared.backward(sum, input: input, kept: sharedKept, work: &work).input
    } else {
      dnormed = Matrix(rows: x.rows, columns: x.columns)
    }
    let rows = try dispatch.finish().rows
    let gradient = try unit.routed.backward(
      rows, input: routedInput, weights: received.weights, groups: received.groups,
      kept: routedKept, work: &work)
    combine = try unit.exchange.startCombine(
      gradient.input, weights: gradient.weights, along: received.routes,
      format: unit.combineFormat)
  }

  private func finishBackward(
    _ combine: any PendingCombine, _ context: MicrobatchContext, work: inout [WeightWork]
  ) throws(TrainingError) -> Matrix {
    guard let routerKept, let normed else { throw Flow.noForward }
    let combined = try combine.finish()
    let dlogits = try unit.router.logitGradient(combined.weights, kept: routerKept, context)
    work.append(unit.router.work(dlogits, input: normed))
    LayerKernels.add(combined.sums, to: &dnormed)
    try unit.router.addInputGradient(dlogits, to: &dnormed)
    unit.arithmetic.round(&dnormed)
    var dx = sum
    sum = Matrix(rows: 0, columns: 0)
    unit.norm.addInputGradient(dnormed, x: x, scales: scales, to: &dx, work: &work)
    dnormed = Matrix(rows: 0, columns: 0)
    return dx
  }
}
