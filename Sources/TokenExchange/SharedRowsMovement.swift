/// Sets memory aside on every rank of the node; nothing moves.
final class SharedRowsMovement: ExchangeMovement {
  let header: OperationHeader
  private let bytes: Int
  private(set) var region: SharedRegion?

  init(header: OperationHeader, bytes: Int) {
    self.header = header
    self.bytes = bytes
  }

  func begin(
    _ headers: GatheredHeaders
  ) throws(ExchangeError) -> (bytes: Int, region: SharedRegion?) { (bytes, nil) }

  func fill(_ region: SharedRegion) { self.region = region }

  func connect(_ addresses: [Int], slot: Int, tag: Int) throws(ExchangeError) {}

  func advance() throws(ExchangeError) -> Bool { false }

  var isComplete: Bool { true }

  var expectedRows: Int { 0 }

  var isReadByOthers: Bool { false }
}
