internal import ExpertParallelism

/// The rows of all experts, by expert and then by token.
final class LocalRoutes: ExpertRoutes {
  let tokens: Int
  let selections: Int
  /// Rows of each expert.
  let groups: [Int]
  /// `[rows]`
  let tokenOfRow: [Int32]
  /// `[rows]`, places in `[tokens, selections]`.
  let slotOfRow: [Int]
  /// `[rows]`
  let weights: [Float]

  init(_ routing: RoutedTokens, experts: Int) {
    tokens = routing.tokens
    selections = routing.selections
    groups = routing.loads(experts: experts)
    var next: [Int] = []
    var end = 0
    for group in groups {
      next.append(end)
      end += group
    }
    var slots = [Int](repeating: 0, count: end)
    for (slot, expert) in routing.topK.enumerated() {
      slots[next[Int(expert)]] = slot
      next[Int(expert)] += 1
    }
    slotOfRow = slots
    let selections = routing.selections
    tokenOfRow = slots.map { Int32($0 / selections) }
    weights = slots.map { routing.weights[$0] }
  }
}
