/// How many tokens of one rank go to each rank, node and expert, and which tokens go to which rank.
///
/// The numbers are those of DeepEP's `get_dispatch_layout`: a token goes to a rank, and to a node,
/// once, however many of its experts are there.
///
/// - Source: DeepEP, deep_ep/buffers/legacy.py and csrc/kernels/legacy/layout.cu.
public struct DispatchLayout: Hashable, Sendable {
  /// What a top-k id says in place of an expert where nothing was selected.
  public static let noSelection: Int32 = -1

  public let grid: ExpertGrid
  public let tokens: Int
  /// `[ranks]`, tokens with at least one expert on the rank.
  public let tokensPerRank: [Int]
  /// `[nodes]`, tokens with at least one expert on the node.
  public let tokensPerNode: [Int]
  /// `[experts]`, selections of the expert.
  public let tokensPerExpert: [Int]
  /// `[tokens, ranks]`, row-major, whether the token has an expert on the rank.
  public let isTokenInRank: [Bool]

  /// Counts where the selected experts of one rank's tokens are.
  ///
  /// - Parameters:
  ///   - topK: `[tokens, k]`, row-major, the experts of each token, ``noSelection`` where there is
  ///     none. An expert that a token names twice counts twice in ``tokensPerExpert``.
  ///   - tokens: Rows of `topK`; 0 is fine. `k` follows from the count.
  ///   - grid: Where the experts are.
  /// - Throws: `RoutingError` when `topK` has no whole number of selections a token
  ///   (`shapeMismatch`), or when an id is neither an expert nor ``noSelection``
  ///   (`expertOutOfRange`, with the token, the slot and the id).
  /// - Complexity: O(`tokens` · (k + ranks))
  public init(topK: [Int32], tokens: Int, grid: ExpertGrid) throws(RoutingError) {
    let selections = try Self.selections(of: topK.count, tokens: tokens)
    let rankOfExpert = (0..<grid.experts).map(grid.rank(ofExpert:))
    let nodeOfRank = (0..<grid.ranks).map(grid.node(ofRank:))
    var perRank = Array(repeating: 0, count: grid.ranks)
    var perNode = Array(repeating: 0, count: grid.nodes)
    var perExpert = Array(repeating: 0, count: grid.experts)
    var isInRank = Array(repeating: false, count: tokens * grid.ranks)
    // The last token that reached each node: no second table of tokens by nodes is needed.
    var lastToken = Array(repeating: -1, count: grid.nodes)
    for token in 0..<tokens {
      for slot in 0..<selections {
        let id = topK[token * selections + slot]
        if id == Self.noSelection { continue }
        let expert = Int(id)
        guard rankOfExpert.indices.contains(expert) else {
          throw Self.unknownExpert(id, token: token, slot: slot, experts: grid.experts)
        }
        perExpert[expert] += 1
        let rank = rankOfExpert[expert]
        if isInRank[token * grid.ranks + rank] { continue }
        isInRank[token * grid.ranks + rank] = true
        perRank[rank] += 1
        let node = nodeOfRank[rank]
        if lastToken[node] == token { continue }
        lastToken[node] = token
        perNode[node] += 1
      }
    }
    self.grid = grid
    self.tokens = tokens
    tokensPerRank = perRank
    tokensPerNode = perNode
    tokensPerExpert = perExpert
    isTokenInRank = isInRank
  }

  /// Whether a token has an expert on a rank.
  public func isToken(_ token: Int, inRank rank: Int) -> Bool {
    isTokenInRank[token * grid.ranks + rank]
  }

  private static func selections(of count: Int, tokens: Int) throws(RoutingError) -> Int {
    guard tokens >= 0, tokens == 0 ? count == 0 : count.isMultiple(of: tokens) else {
      throw RoutingError(
        code: .shapeMismatch,
        detail: "\(count) top-k ids for \(tokens) tokens; every token needs the same number of ids")
    }
    return tokens == 0 ? 0 : count / tokens
  }

  static func unknownExpert(
    _ id: Int32, token: Int, slot: Int, experts: Int
  ) -> RoutingError {
    RoutingError(
      code: .expertOutOfRange,
      detail: "token \(token), slot \(slot): expert \(id); accepted are 0 to \(experts - 1), and "
        + "\(noSelection) for no selection")
  }
}
