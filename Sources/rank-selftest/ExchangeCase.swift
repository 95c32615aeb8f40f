import ExpertParallelism
import FloatFormats
import TokenExchange

/// Tokens of all ranks for an exchange; every rank can compute those of every other.
struct ExchangeCase: Sendable {
  var name: String
  var experts = 48
  var selections = 8
  var hidden = 72
  /// Tokens of a rank among so many.
  var tokens: @Sendable (_ rank: Int, _ ranks: Int) -> Int = { rank, _ in 9 + 5 * (rank % 3) }
  /// Whether about a third of the selections is none.
  var hasGaps = false
  /// Where all tokens go; nil for experts drawn at random.
  var onlyExpert: Int?
  /// Whether every number of a row is its rank's.
  var isRankNumber = false

  static let all = [
    ExchangeCase(name: "random"),
    ExchangeCase(name: "rank numbers", isRankNumber: true),
    ExchangeCase(name: "a rank without tokens", tokens: { $0 == $1 - 1 ? 0 : 11 }),
    ExchangeCase(name: "all to one expert", onlyExpert: 31),
    ExchangeCase(name: "no tokens at all", tokens: { _, _ in 0 }),
    gaps,
    ExchangeCase(name: "few and narrow", selections: 3, hidden: 1, tokens: { 1 + $0 % 2 + 0 * $1 }),
  ]

  /// Those in which ranks and nodes differ most.
  static let uneven = [all[2], gaps]

  /// A third of the selections is none, and 128 does not divide the rows' length.
  static let gaps = ExchangeCase(name: "gaps", hidden: 131, hasGaps: true)

  /// Whether an exchange can carry these tokens.
  func fits(_ settings: ExchangeSettings) -> Bool {
    settings.experts == experts && settings.hidden == hidden && settings.selections == selections
  }

  /// `[tokens, k]`, distinct experts, -1 for no selection.
  func ids(_ rank: Int, of ranks: Int) -> [Int32] {
    (0..<tokens(rank, ranks)).flatMap { token in
      var left = Array(0..<Int32(experts))
      return (0..<selections).map { slot -> Int32 in
        let draw = Values.bits(rank, token * 64 + slot)
        if hasGaps, draw >> 32 % 3 == 0 { return -1 }
        if let onlyExpert { return slot == 0 ? Int32(onlyExpert) : -1 }
        return left.remove(at: Int(draw % UInt64(left.count)))
      }
    }
  }

  /// `[tokens, k]`, row-major.
  func weights(_ rank: Int, of ranks: Int) -> [Float] {
    (0..<tokens(rank, ranks) * selections).map { Values.fraction(rank + 100, $0) }
  }

  /// `[hidden]`, numbers that BF16 holds exactly.
  func row(_ rank: Int, _ token: Int) -> [Float] {
    guard !isRankNumber else { return Array(repeating: Float(rank), count: hidden) }
    return (0..<hidden).map {
      BFloat16(4 * Values.fraction(rank + 200, token * hidden + $0) - 2).float
    }
  }

  /// `[tokens, hidden]`, row-major.
  func rows(_ rank: Int, of ranks: Int) -> [Float] {
    (0..<tokens(rank, ranks)).flatMap { row(rank, $0) }
  }

  /// What an expert makes of a number: nothing that a sum in another order gives by chance.
  static func output(_ expert: Int, _ value: Float) -> Float {
    value * (1 + Float(expert) / 7) + 1 / (3 + Float(expert))
  }
}
