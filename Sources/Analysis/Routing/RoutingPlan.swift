public import ExpertParallelism

/// What a ``RoutingStudy`` plays: a gate, the ranks that hold its experts, tokens for some steps, and
/// what keeps the experts even.
public struct RoutingPlan: Sendable {
  /// What keeps the experts even.
  public enum Balance: Hashable, Sendable {
    case none
    /// A ``BiasBalancer`` of this speed.
    case bias(gamma: Float)
    /// The router itself learns from a ``SequenceBalanceLoss`` of this factor.
    case loss(alpha: Double)
  }

  /// What is routed.
  public enum Tokens: Sendable {
    case stream(TokenStream, perStep: Int)
    /// `[tokens, experts]`, row-major, the same in every step; the gate takes given scores.
    case scores([Float])
  }

  /// The factor of the loss of the model that biases were first compared with.
  ///
  /// - Source: Wang et al. 2024, arXiv:2408.15664, section 4.1.
  public static let comparatorAlpha = 0.001

  public let gate: Gate
  public let grid: ExpertGrid
  public let tokens: Tokens
  public let steps: Int
  public let balance: Balance
  /// Where copies of hot experts are tried out; nil for no copies.
  public let placement: PlacementShape?

  /// - Parameters:
  ///   - gate: Chooses the experts.
  ///   - grid: Where they are, and where the tokens come from: each rank owns an equal run of them.
  ///   - tokens: At least one a step.
  ///   - steps: At least 1.
  ///   - balance: Only a stream has a router that learns.
  ///   - redundantExperts: Copies of hot experts to place; 0 for none.
  /// - Throws: `RoutingError` when gate, grid and tokens differ in their experts (`shapeMismatch`),
  ///   when there is no token or no step (`notPositive`), or when the copies cannot be dealt out
  ///   evenly on any whole number of the nodes (`indivisible`).
  public init(
    gate: Gate, grid: ExpertGrid, tokens: Tokens, steps: Int, balance: Balance,
    redundantExperts: Int = 0
  ) throws(RoutingError) {
    self.gate = gate
    self.grid = grid
    self.tokens = tokens
    self.steps = steps
    self.balance = balance
    placement = try Self.placement(gate, grid, redundantExperts: redundantExperts)
    let experts =
      switch tokens {
      case .stream(let stream, _): stream.experts
      case .scores: gate.experts
      }
    guard gate.experts == grid.experts, gate.experts == experts else {
      throw RoutingError(
        code: .shapeMismatch,
        detail: "\(gate.experts) experts of the gate, \(grid.experts) on ranks, \(experts) in the "
          + "stream; all must be the same")
    }
    guard tokensPerStep > 0, steps > 0 else {
      throw RoutingError(
        code: .notPositive,
        detail: "\(tokensPerStep) tokens, \(steps) steps; each must be at least 1")
    }
  }

  public var tokensPerStep: Int {
    switch tokens {
    case .stream(_, let perStep): perStep
    case .scores(let scores): scores.count / gate.experts
    }
  }

  /// Steps at the end over which means are taken.
  public var window: Int { min(20, steps) }

  /// The tokens that a rank owns, numbered through the whole batch.
  func tokens(ofRank rank: Int) -> Range<Int> {
    let all = tokensPerStep
    return all * rank / grid.ranks..<all * (rank + 1) / grid.ranks
  }

  /// As many nodes as can share experts and copies evenly.
  private static func placement(
    _ gate: Gate, _ grid: ExpertGrid, redundantExperts: Int
  ) throws(RoutingError) -> PlacementShape? {
    guard redundantExperts != 0 else { return nil }
    let slots = gate.experts + redundantExperts
    let candidates = stride(from: grid.nodes, to: 0, by: -1)
    guard redundantExperts > 0,
      let nodes = candidates.first(where: {
        // So that GPUs without copies have equally many experts as well.
        slots.isMultiple(of: $0 * grid.ranksPerNode)
          && gate.experts.isMultiple(of: $0 * grid.ranksPerNode)
      })
    else {
      throw RoutingError(
        code: .indivisible,
        detail: "\(gate.experts) experts and \(redundantExperts) copies on nodes of "
          + "\(grid.ranksPerNode) GPUs; experts and copies must each be a multiple of the GPUs of a node"
      )
    }
    return try PlacementShape(
      experts: gate.experts, slots: slots, groups: gate.groups, nodes: nodes,
      gpus: nodes * grid.ranksPerNode)
  }
}
