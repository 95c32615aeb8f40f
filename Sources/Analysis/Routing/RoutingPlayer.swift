internal import ExpertParallelism
internal import MPIRuntime

/// Plays the steps of a plan, each process its own ranks.
struct RoutingPlayer {
  /// What a step gave, on every process the same.
  struct Outcome {
    var tally: RoutingTally
    /// The rows counted one by one.
    var walked: DispatchTraffic
    /// `[experts]`, selections without balancing; nil where it was not tried.
    var unbalancedLoads: [Int]?
  }

  private let plan: RoutingPlan
  private let communicator: Communicator
  private let ownRanks: Range<Int>
  private var balancer: BiasBalancer
  private var training: RouterTraining?

  init(_ plan: RoutingPlan, on communicator: Communicator) throws(RoutingError) {
    self.plan = plan
    self.communicator = communicator
    let (ranks, processes) = (plan.grid.ranks, communicator.size)
    ownRanks =
      ranks * communicator.rank / processes..<ranks * (communicator.rank + 1) / processes
    var gamma: Float = 0
    if case .bias(let chosen) = plan.balance { gamma = chosen }
    balancer = try BiasBalancer(experts: plan.gate.experts, gamma: gamma)
    if case .loss(let alpha) = plan.balance {
      training = try RouterTraining(plan.gate, alpha: alpha)
    }
  }

  /// Routes the tokens of a step, adds up over processes, and balances.
  ///
  /// - Parameters:
  ///   - number: Of the step; the steps come in order.
  ///   - triesUnbalanced: Whether the same tokens are routed without balancing as well.
  /// - Returns: Sums over all processes.
  /// - Throws: `RoutingError` for a score that cannot be routed, `MPIError` when a message fails.
  mutating func play(_ number: Int, triesUnbalanced: Bool) throws -> Outcome {
    let triesUnbalanced = triesUnbalanced && plan.balance != .none
    var tally = RoutingTally(grid: plan.grid)
    var walk = RowWalk()
    var unbalanced = Array(repeating: 0, count: triesUnbalanced ? plan.gate.experts : 0)
    let plain = Array(repeating: Float(0), count: plan.gate.experts)
    let balanced = try batch(number, shift: training?.shift)
    let untrained = triesUnbalanced && training != nil ? try batch(number, shift: nil) : balanced
    for rank in ownRanks {
      for tokens in sequences(ofRank: rank) {
        let logits = logits(tokens, balanced)
        let routed = try plan.gate.route(logits.span, bias: balancer.bias)
        let layout = try DispatchLayout(
          topK: routed.topK, tokens: tokens.count, grid: plan.grid)
        tally.add(layout, from: rank)
        walk.carry(routed.topK, selections: routed.selections, from: rank, on: plan.grid)
        try training?.add(logits)
        if triesUnbalanced {
          let original = training == nil ? logits : self.logits(tokens, untrained)
          for expert in try plan.gate.route(original.span, bias: plain).topK {
            unbalanced[Int(expert)] += 1
          }
        }
      }
    }
    var outcome = try finish(tally, walk, unbalanced)
    if plan.balance == .none { outcome.unbalancedLoads = outcome.tally.expertLoads }
    return outcome
  }

  private mutating func finish(
    _ tally: RoutingTally, _ walk: RowWalk, _ unbalanced: [Int]
  ) throws -> Outcome {
    let rows = walk.traffic
    let own =
      [
        tally.counters, unbalanced,
        [rows.rowsBetweenNodes, rows.rowsInsideNodes, rows.rowsInPlace, rows.rowsToNodes],
        training?.sums ?? [],
      ] as [[Int]]
    let all = try communicator.allReduce(own.joined().map(Int64.init), .sum).map(Int.init)
    var rest = all[...]
    let sums = own.map { part in
      defer { rest = rest.dropFirst(part.count) }
      return Array(rest.prefix(part.count))
    }
    let sum = RoutingTally(grid: plan.grid, counters: sums[0])
    try balancer.update(loads: sum.expertLoads)
    training?.update(sums[3])
    return Outcome(
      tally: sum,
      walked: DispatchTraffic(
        rowsBetweenNodes: sums[2][0], rowsInsideNodes: sums[2][1], rowsInPlace: sums[2][2],
        rowsToNodes: sums[2][3]),
      unbalancedLoads: unbalanced.isEmpty ? nil : sums[1])
  }

  private func batch(_ step: Int, shift: [Float]?) throws(RoutingError) -> TokenBatch? {
    guard case .stream(let stream, _) = plan.tokens else { return nil }
    return try stream.batch(step: step, shift: shift ?? [])
  }

  private func logits(_ tokens: Range<Int>, _ batch: TokenBatch?) -> [Float] {
    if let batch { return batch.logits(tokens: tokens) }
    guard case .scores(let scores) = plan.tokens else { return [] }
    let experts = plan.gate.experts
    return Array(scores[tokens.lowerBound * experts..<tokens.upperBound * experts])
  }

  /// The tokens of a rank, a sequence at a time.
  private func sequences(ofRank rank: Int) -> [Range<Int>] {
    let tokens = plan.tokens(ofRank: rank)
    // At most so many that their logits take 8 MiB, where there are very many experts.
    var length = min(4096, max(32, 2_097_152 / plan.gate.experts))
    if case .stream(let stream, _) = plan.tokens { length = min(length, stream.sequenceLength) }
    return stride(from: tokens.lowerBound, to: tokens.upperBound, by: length).map {
      $0..<min($0 + length, tokens.upperBound)
    }
  }
}
