import CostModels
import PipelineSchedules
import Quantities

/// Lists the operators of one slot in the order in which the streams run them.
///
/// One compiler serves single actions and overlapped pairs: a pair matches the k-th forward block
/// with the k-th backward block from the top, and with one side empty what remains is the unpaired
/// order. Source of the order: DeepSeek's profile-data training trace (attention F | gradient
/// dispatch; MLP I | dispatch; MLP W and MLP F | gradient combine; attention I | combine; attention
/// W | next gradient dispatch).
struct SlotCompiler {
  let costs: OperatorCosts
  let overlap: StepConfiguration.Overlap
  let exchanges: Exchanges
  var instructions: [Instruction] = []
  /// Exchanges started and not waited for, in order.
  var inFlight: [OpenExchange] = []
  /// Pipeline inputs that no operator of the slot has waited for so far.
  var awaitsInput: Set<Direction> = []
  var startedComputing = false
  /// The layers whose operators are being listed, forward and backward.
  var layers: (forward: Int16, backward: Int16) = (-1, -1)

  /// Whether exchanges are listed; what-ifs leave them out.
  enum Exchanges {
    case listed
    /// They take no time and couple nobody.
    case absent
    /// They hide completely, but operators beside them have fewer SMs.
    case hidden
  }

  private enum Place {
    static let dispatch: UInt8 = 0
    static let combine: UInt8 = 1
    static let gradientDispatch: UInt8 = 2
    static let gradientCombine: UInt8 = 3
  }

  /// An exchange whose length is not known before the operator that waits for it is listed: compute
  /// kernels beside it slow it down.
  struct OpenExchange {
    let place: UInt8
    let kind: ExpertExchange
    /// Of its instruction.
    let index: Int
    /// Computation listed behind it so far.
    var beside = VirtualTime.zero
  }

  init(costs: OperatorCosts, overlap: StepConfiguration.Overlap, exchanges: Exchanges) {
    self.costs = costs
    self.overlap = overlap
    self.exchanges = exchanges
  }

  /// What of a slot's actions is to be listed.
  struct Request: Hashable {
    var forward: [StageBlock] = []
    /// In forward order; listed from the top.
    var backward: [StageBlock] = []
    var passes: Set<Pass> = []
    /// Whether inputs come from, and outputs go to, another rank.
    var receives: Set<Direction> = []
    var sends: Set<Direction> = []
  }

  /// Appends the operators of a single action or of a pair.
  mutating func append(_ request: Request, table: inout OperatorTable) {
    awaitsInput = request.receives
    let backward = Array(request.backward.reversed())
    if !request.backward.isEmpty, !request.passes.contains(.input) {
      for block in backward { weights(of: block, table: &table) }
      closeSlot(&table)
      return
    }
    openBackward(backward.first, request, &table)
    for index in 0..<max(request.forward.count, backward.count) {
      let front = index < request.forward.count ? request.forward[index] : nil
      let back = index < backward.count ? backward[index] : nil
      let isLast = index == request.forward.count - 1
      if let front { firstHalf(front, &table) }
      // An embedding alone is done here; its output need not wait for the backward's operators.
      if isLast, front?.body == StageBlock.Body.none { closeForward(request, &table) }
      if let back { expertInput(back, request, &table) }
      if let front { secondHalf(front, &table) }
      if isLast, front?.body != StageBlock.Body.none { closeForward(request, &table) }
      if let back {
        let next = index + 1 < backward.count ? backward[index + 1] : nil
        attentionInput(back, next, request, &table)
      }
      for part in front?.after ?? [] { compute(part, .forward, after: Place.combine, in: &table) }
    }
    closeSlot(&table)
  }

  // MARK: Forward

  private mutating func firstHalf(_ block: StageBlock, _ table: inout OperatorTable) {
    layers.forward = Int16(block.layer)
    for part in block.before { compute(part, .forward, after: Place.combine, in: &table) }
    guard block.body != .none else { return }
    compute(.attention, .forward, after: Place.combine, in: &table)
    if case .experts = block.body { exchange(.dispatch, Place.dispatch, .forward, &table) }
  }

  private mutating func secondHalf(_ block: StageBlock, _ table: inout OperatorTable) {
    switch block.body {
    case .none: break
    case .dense: compute(.denseMLP, .forward, in: &table)
    case .experts(let shared):
      if shared { compute(.sharedExpert, .forward, in: &table) }
      compute(.routedExperts, .forward, after: Place.dispatch, in: &table)
      exchange(.combine, Place.combine, .forward, &table)
    }
  }

  private mutating func closeForward(_ request: Request, _ table: inout OperatorTable) {
    guard request.sends.contains(.forward) else { return }
    let isInFlight = exchanges == .listed && inFlight.contains { $0.place == Place.combine }
    let send = table.named("send F", costs.transferOccupancy)
    instructions.append(
      Instruction(
        code: isInFlight ? .sendAfterExchange : .send, direction: .forward, place: Place.combine,
        duration: send.duration, label: send.label))
  }

  // MARK: Backward

  /// The operators from the arrival of a block's output gradient to its first exchange.
  ///
  /// Head and projection hand their gradient on before their weight gradients, which run beside what
  /// follows.
  private mutating func openBackward(
    _ block: StageBlock?, _ request: Request, _ table: inout OperatorTable
  ) {
    guard let block else { return }
    layers.backward = Int16(block.layer)
    let replays = costs.workload.recomputation == .full && block.body != .none
    if replays || !block.after.isEmpty { awaitInput(.backward) }
    if replays { recompute(block, &table) }
    let parts = Array(block.after.reversed())
    for (index, part) in parts.enumerated() {
      compute(part, .input, for: .backward, in: &table)
      // The block's output gradient is there: what it goes to need not wait for the weight's.
      if index == parts.count - 1 {
        dispatchGradient(block, request, &table)
        if block.isHeadAlone { passOn(to: nil, request, &table) }
      }
      if request.passes.contains(.weight) { compute(part, .weight, for: .backward, in: &table) }
    }
    if parts.isEmpty { dispatchGradient(block, request, &table) }
  }

  private mutating func dispatchGradient(
    _ block: StageBlock, _ request: Request, _ table: inout OperatorTable
  ) {
    guard case .experts = block.body else { return }
    // Alone, the block's first compute operator needs the same input: wait for it at once. In a
    // pair the forward goes first, and only the exchange waits.
    if request.forward.isEmpty { awaitInput(.backward) }
    exchange(.gradientDispatch, Place.gradientDispatch, .backward, &table)
  }

  /// A layer's forward again, from the input that it keeps: embedding and projection are no part of
  /// it.
  private mutating func recompute(_ block: StageBlock, _ table: inout OperatorTable) {
    compute(.attention, .forward, for: .backward, in: &table)
    guard case .experts(let shared) = block.body else {
      compute(.denseMLP, .forward, for: .backward, in: &table)
      return
    }
    exchange(.dispatch, Place.dispatch, .backward, &table)
    if shared { compute(.sharedExpert, .forward, for: .backward, in: &table) }
    compute(.routedExperts, .forward, for: .backward, after: Place.dispatch, in: &table)
  }

  private mutating func expertInput(
    _ block: StageBlock, _ request: Request, _ table: inout OperatorTable
  ) {
    let weight = request.passes.contains(.weight)
    switch block.body {
    case .none: break
    case .dense:
      compute(.denseMLP, .input, for: .backward, in: &table)
      if weight { compute(.denseMLP, .weight, for: .backward, in: &table) }
    case .experts(let shared):
      if shared { compute(.sharedExpert, .input, for: .backward, in: &table) }
      compute(.routedExperts, .input, for: .backward, after: Place.gradientDispatch, in: &table)
      exchange(.gradientCombine, Place.gradientCombine, .backward, &table)
      guard weight else { break }
      compute(.routedExperts, .weight, for: .backward, in: &table)
      if shared { compute(.sharedExpert, .weight, for: .backward, in: &table) }
    }
  }

  private mutating func attentionInput(
    _ block: StageBlock, _ next: StageBlock?, _ request: Request, _ table: inout OperatorTable
  ) {
    let weight = request.passes.contains(.weight)
    if block.body != .none {
      compute(.attention, .input, for: .backward, after: Place.gradientCombine, in: &table)
    }
    let parts = Array(block.before.reversed())
    for (index, part) in parts.enumerated() {
      compute(part, .input, for: .backward, in: &table)
      if index == parts.count - 1 { passOn(to: next, request, &table) }
      if weight { compute(part, .weight, for: .backward, in: &table) }
    }
    if parts.isEmpty, !block.isHeadAlone { passOn(to: next, request, &table) }
    if weight, block.body != .none { compute(.attention, .weight, for: .backward, in: &table) }
  }

  /// A block's input gradient goes to the next block, or to the rank of the stage below.
  private mutating func passOn(
    to next: StageBlock?, _ request: Request, _ table: inout OperatorTable
  ) {
    if next != nil {
      openBackward(next, request, &table)
    } else if request.sends.contains(.backward) {
      awaitInput(.backward)
      let send = table.named("send B", costs.transferOccupancy)
      instructions.append(
        Instruction(
          code: .send, direction: .backward, duration: send.duration, label: send.label))
    }
  }

  private mutating func weights(of block: StageBlock, table: inout OperatorTable) {
    layers.backward = Int16(block.layer)
    for part in block.after.reversed() { compute(part, .weight, for: .backward, in: &table) }
    switch block.body {
    case .none: break
    case .dense: compute(.denseMLP, .weight, for: .backward, in: &table)
    case .experts(let shared):
      compute(.routedExperts, .weight, for: .backward, in: &table)
      if shared { compute(.sharedExpert, .weight, for: .backward, in: &table) }
    }
    if block.body != .none { compute(.attention, .weight, for: .backward, in: &table) }
    for part in block.before.reversed() { compute(part, .weight, for: .backward, in: &table) }
  }
}
