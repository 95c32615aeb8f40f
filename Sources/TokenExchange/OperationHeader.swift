internal import FloatFormats

/// What a rank tells all others when it starts an operation.
struct OperationHeader {
  enum Kind: Int {
    case dispatch, cachedDispatch, combine, sharedRows

    var name: String {
      switch self {
      case .dispatch: "dispatch"
      case .cachedDispatch: "dispatch with a handle"
      case .combine: "combine"
      case .sharedRows: "shared rows"
      }
    }
  }

  var kind: Kind
  var payload: PayloadType
  /// Eight-bit format of the codes; 0 without.
  var format = 0
  var hasWeights = false
  /// Number of the dispatch that made the handle; 0 without one.
  var handle = 0
  /// Code of what the rank refused its own input for; 0 where it did not.
  var refusal = 0
  /// `[ranks]`, rows that go to each rank.
  var rowsPerRank: [Int]
  /// `[ranks]`, contributions that come back from each rank.
  var contributionsPerRank: [Int]
  /// `[nodes]`, rows that go to each node.
  var rowsPerNode: [Int]

  init(kind: Kind, payload: PayloadType, ranks: Int, nodes: Int) {
    self.kind = kind
    self.payload = payload
    rowsPerRank = Array(repeating: 0, count: ranks)
    contributionsPerRank = Array(repeating: 0, count: ranks)
    rowsPerNode = Array(repeating: 0, count: nodes)
  }

  mutating func setFormat(_ codes: EightBitFormat?) {
    format =
      switch codes {
      case nil: 0
      case .e4m3: 1
      case .e5m2: 2
      }
  }

  /// Numbers before those per rank.
  static let fixedWords = 6

  /// The header as a message: `[fixedWords + 2 ranks + nodes]`.
  var words: [Int64] {
    let fixed = [
      kind.rawValue, payload.rawValue, format, hasWeights ? 1 : 0, handle, refusal,
    ]
    return (fixed + rowsPerRank + contributionsPerRank + rowsPerNode).map(Int64.init)
  }
}
