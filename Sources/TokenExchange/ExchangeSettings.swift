/// The sizes of an exchange, the same on every rank.
public struct ExchangeSettings: Hashable, Sendable {
  /// Routed experts; the ranks hold them in consecutive equal runs.
  public var experts: Int
  /// Numbers in a token's row.
  public var hidden: Int
  /// Selections of a token, `k`.
  public var selections: Int
  /// Ranks that make up a node; on one machine several nodes may share it.
  public var ranksPerNode: Int
  /// Rows that travel between nodes as one message.
  public var rowsPerChunk: Int
  /// Messages in flight to and from each node: while one is forwarded, others travel.
  public var channels: Int

  /// - Parameters:
  ///   - experts: A multiple of the ranks.
  ///   - hidden: At least 1.
  ///   - selections: At least 1.
  ///   - ranksPerNode: Divides the ranks.
  ///   - rowsPerChunk: At least 1.
  ///   - channels: At least 1; the more, the more memory.
  public init(
    experts: Int, hidden: Int, selections: Int, ranksPerNode: Int, rowsPerChunk: Int = 32,
    channels: Int = 4
  ) {
    self.experts = experts
    self.hidden = hidden
    self.selections = selections
    self.ranksPerNode = ranksPerNode
    self.rowsPerChunk = rowsPerChunk
    self.channels = channels
  }

  /// Scales of a row of eight-bit codes.
  var scalesPerRow: Int { (hidden + 127) / 128 }

  /// What a dispatched row weighs, on either hop.
  ///
  /// - Parameters:
  ///   - type: Of the payload; eight-bit codes travel with 4 bytes of scale for 128 of them.
  ///   - isCached: True where a handle is given, so that neither ids nor weights travel.
  /// - Returns: Bytes.
  public func bytesPerDispatchedRow(_ type: PayloadType, isCached: Bool = false) -> Int {
    hidden * type.width + (type == .codes ? 4 * scalesPerRow : 0)
      + (isCached ? 0 : 8 * selections)
  }

  /// What a row of a combine weighs, on either hop: in BF16 a row of a token and a rank or node, in
  /// FP32 one of a token and an expert.
  ///
  /// - Parameters:
  ///   - type: What is combined; codes are not.
  ///   - hasWeights: Whether weights travel back, too.
  /// - Returns: Bytes.
  public func bytesPerCombinedRow(_ type: PayloadType, hasWeights: Bool = false) -> Int {
    let weights = type == .float ? 1 : selections
    return hidden * type.width + (hasWeights ? 4 * weights : 0)
  }

  /// What ranks have to agree on, by name.
  var named: [(name: String, value: Int)] {
    [
      ("experts", experts), ("hidden", hidden), ("selections", selections),
      ("ranksPerNode", ranksPerNode), ("rowsPerChunk", rowsPerChunk), ("channels", channels),
    ]
  }

  /// Refuses sizes that no exchange can have.
  ///
  /// - Throws: `ExchangeError` with code `settingOutOfRange`.
  func check() throws(ExchangeError) {
    for (name, value) in named where value < 1 || value > Int(Int32.max) {
      throw ExchangeError(
        code: .settingOutOfRange, detail: "\(name) is \(value); accepted are 1 to \(Int32.max)")
    }
    // As a Double, since the product of three accepted counts may not fit 64 bits.
    let largest =
      Double(rowsPerChunk) * Double(selections)
      * Double(bytesPerCombinedRow(.float, hasWeights: true))
    guard largest <= Double(Int32.max) else {
      throw ExchangeError(
        code: .settingOutOfRange,
        detail: """
          a chunk of \(rowsPerChunk) rows, \(selections) selections, \(hidden) numbers has up to \
          \(largest) bytes, at most \(Int32.max) fit a message
          """)
    }
  }
}
