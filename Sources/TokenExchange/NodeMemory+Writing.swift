internal import Glibc

extension NodeMemory {
  /// Copies a dispatched row to its place on a rank, and makes its ids local there.
  ///
  /// - Parameters:
  ///   - row: Where the row is now.
  ///   - leg: Rank of the node, and the row on it.
  ///   - experts: Of the rank; other ids become -1 and their weights 0.
  func write(_ row: RowPointers, to leg: HopTable.Leg, experts: Range<Int>) {
    let widths = sections[leg.place].widths
    // Reason: source and target are as wide as the sections say, on both hops.
    unsafe memcpy(payload(leg.row, of: leg.place), row.payload, widths.payload)
    if let scales = unsafe row.scales, widths.scales > 0 {
      unsafe memcpy(self.scales(leg.row, of: leg.place), scales, widths.scales)
    }
    guard widths.ids > 0, let ids = unsafe row.ids, let weights = unsafe row.weights else { return }
    let localIDs = unsafe self.ids(leg.row, of: leg.place)
    let localWeights = unsafe self.weights(leg.row, of: leg.place)
    for slot in 0..<widths.ids / MemoryLayout<Int32>.size {
      let isLocal = unsafe experts.contains(Int(ids[slot]))
      unsafe localIDs[slot] = isLocal ? ids[slot] - Int32(experts.lowerBound) : -1
      unsafe localWeights[slot] = isLocal ? weights[slot] : 0
    }
  }
}
