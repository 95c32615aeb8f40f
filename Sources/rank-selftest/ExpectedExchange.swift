import ExpertParallelism
import FloatFormats

/// What an exchange has to give one rank, by definition.
struct ExpectedExchange {
  let tokens: ExchangeCase
  let grid: ExpertGrid
  let rank: Int
  /// Where a received row comes from.
  struct Source {
    var rank: Int
    var token: Int
    /// That the token goes to.
    var ranks: Int
  }

  /// Of each received row.
  let sources: [Source]
  /// `[received rows, k]`, local.
  let ids: [Int32]
  /// `[received rows, k]`, row-major.
  let weights: [Float]

  init(_ tokens: ExchangeCase, grid: ExpertGrid, rank: Int) {
    self.tokens = tokens
    self.grid = grid
    self.rank = rank
    let experts = grid.experts(ofRank: rank)
    var sources: [Source] = []
    var ids: [Int32] = []
    var weights: [Float] = []
    let k = tokens.selections
    for source in 0..<grid.ranks {
      let theirs = tokens.ids(source, of: grid.ranks)
      let theirWeights = tokens.weights(source, of: grid.ranks)
      for token in 0..<tokens.tokens(source, grid.ranks) {
        let row = token * k..<(token + 1) * k
        guard theirs[row].contains(where: { experts.contains(Int($0)) }) else { continue }
        let ranks = Set(theirs[row].filter { $0 >= 0 }.map { grid.rank(ofExpert: Int($0)) })
        sources.append(Source(rank: source, token: token, ranks: ranks.count))
        for slot in row {
          let isHere = experts.contains(Int(theirs[slot]))
          ids.append(isHere ? theirs[slot] - Int32(experts.lowerBound) : -1)
          weights.append(isHere ? theirWeights[slot] : 0)
        }
      }
    }
    self.sources = sources
    rows = sources.flatMap { tokens.row($0.rank, $0.token) }
    self.ids = ids
    self.weights = weights
  }

  /// `[received rows, hidden]`, row-major.
  let rows: [Float]

  /// The sums of the own tokens in FP32, every expert's output added in the order of experts.
  func exactSums() -> [Float] {
    forEachToken { row, ids in
      let experts = ids.sorted()
      guard let first = experts.first else { return row.map { _ in 0 } }
      return row.map { value in
        experts.dropFirst().reduce(ExchangeCase.output(first, value)) {
          $0 + ExchangeCase.output($1, value)
        }
      }
    }
  }

  /// The sums of the own tokens in BF16, every rank giving back its row times its number plus 1:
  /// other nodes' sums are rounded before they travel, the own node's are not.
  func roundedSums() -> [BFloat16] {
    let own = grid.node(ofRank: rank)
    return forEachToken { row, ids in
      let ranks = Set(ids.map { grid.rank(ofExpert: $0) }).sorted()
      return row.map { value in
        var terms: [Float] = []
        for node in 0..<grid.nodes {
          let here = ranks.filter { grid.node(ofRank: $0) == node }
            .map { Self.output(ofRank: $0, value) }
          if node == own {
            terms += here
          } else if let first = here.first {
            terms.append(BFloat16(here.dropFirst().reduce(first, +)).float)
          }
        }
        return terms.isEmpty ? 0 : terms.dropFirst().reduce(terms[0], +)
      }
    }.map { BFloat16($0) }
  }

  /// What a rank gives back for a number, in BF16.
  static func output(ofRank rank: Int, _ value: Float) -> Float {
    BFloat16(value * Float(rank + 1)).float
  }

  /// `[tokens, hidden]`, made token by token from its row and its experts.
  private func forEachToken(_ make: ([Float], [Int]) -> [Float]) -> [Float] {
    let ids = tokens.ids(rank, of: grid.ranks)
    return (0..<tokens.tokens(rank, grid.ranks)).flatMap { token in
      let slots = token * tokens.selections..<(token + 1) * tokens.selections
      return make(tokens.row(rank, token), ids[slots].filter { $0 >= 0 }.map(Int.init))
    }
  }
}
