internal import ExpertParallelism
internal import Glibc

extension CombineMovement {
  /// Writes a chunk for the peer in another node: weights first, then rows, summed over the ranks of
  /// this node or, where the sum is to be exact, one after the other.
  ///
  /// - Returns: Its bytes.
  func pack(chunk: Int, of node: Int, into start: UnsafeMutableRawPointer) -> Int {
    guard let memory else { return 0 }
    let table = handle.routes.incoming[node]
    let rows = context.settings.rows(ofChunk: chunk, of: table.rows)
    let units = isExact ? rows.reduce(0) { $0 + table.contributions(ofRow: $1) } : rows.count
    var target = unsafe start + units * (unitWidth - widths.payload)
    var weights = unsafe start.assumingMemoryBound(to: Float.self)
    // Reason: rows are read in the ranks' regions, which stay until this rank releases them, and written to
    // a channel of `units` times their width.
    for row in rows {
      for leg in table.legs(ofRow: row) {
        count(leg)
        for index in rowIndices(leg) {
          let source = unsafe memory.payload(index, of: leg.place)
          if isExact {
            unsafe memcpy(target, source, widths.payload)
            unsafe target += widths.payload
          } else {
            unsafe sum.add(source)
          }
        }
      }
      if !isExact {
        unsafe sum.write(to: target)
        unsafe target += widths.payload
      }
      if hasWeights { unsafe packWeights(ofRow: row, from: node, to: &weights) }
    }
    return units * unitWidth
  }

  /// Writes the weights of a row: by slot, or by contribution where the sum is to be exact.
  private func packWeights(
    ofRow row: Int, from node: Int, to weights: inout UnsafeMutablePointer<Float>
  ) {
    let selections = context.settings.selections
    let first = row * selections
    let ids = handle.routes.incomingIDs[node][first..<first + selections]
    let slots = HopTable.slots(ids, within: context.experts(ofNode: context.ownNode))
    let legs = handle.routes.incoming[node].legs(ofRow: row)
    // Reason: the chunk begins with as many weights as its units need.
    if !isExact { unsafe weights.update(repeating: 0, count: selections) }
    for (place, slot) in slots.enumerated() {
      unsafe weights[isExact ? place : slot] = weight(slot, of: ids[first + slot], legs: legs)
    }
    unsafe weights += isExact ? slots.count : selections
  }

  /// The weight that the rank of an expert of this node gives back for a slot.
  func weight(_ slot: Int, of expert: Int32, legs: ArraySlice<HopTable.Leg>) -> Float {
    let place = context.grid.localIndex(ofRank: context.grid.rank(ofExpert: Int(expert)))
    guard let memory, let leg = legs.first(where: { $0.place == place }) else { return 0 }
    // Reason: the rank keeps its weights where they are until this one has released it.
    return unsafe memory.weights(leg.row, of: place)[slot]
  }

  /// The rows that a rank gives for a leg: one, or one for each of its experts.
  func rowIndices(_ leg: HopTable.Leg) -> Range<Int> {
    isExact
      ? leg.firstContribution..<leg.firstContribution + leg.contributions : leg.row..<leg.row + 1
  }

  func count(_ leg: HopTable.Leg) {
    context.traffic.move(
      (isExact ? leg.contributions : 1) * unitWidth, inPlace: leg.place == context.ownPlace)
  }
}
