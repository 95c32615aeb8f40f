internal import ExpertParallelism
internal import MPIRuntime

extension CombineMovement {
  /// Sums tokens whose rows have come from all nodes, a piece at a time.
  ///
  /// - Returns: Whether there were any.
  func addTokens() throws(ExchangeError) -> Bool {
    let first = owner.next
    let last = min(handle.tokens, first + context.settings.rowsPerChunk)
    guard first < last else { return false }
    // Reason: a chunk that has come stays in its channel until it is used up.
    var heads = unsafe try currentChunks()
    while owner.next < last {
      let nodes = nodesOfNextToken()
      for node in nodes where node != context.ownNode {
        if unsafe heads[node] == nil { return owner.next > first }
      }
      for node in nodes { unsafe add(node, head: heads[node]) }
      let offset = owner.next * widths.payload
      // Reason: a pointer to one row, used before the array is touched again.
      unsafe owner.rows.withUnsafeMutableBytes { bytes in
        guard let start = bytes.baseAddress else { return }
        unsafe sum.write(to: start + offset)
      }
      for node in nodes { unsafe try use(node, heads: &heads) }
      owner.next += 1
    }
    return true
  }

  /// The chunks that have come and are read now: `[nodes]`.
  private func currentChunks() throws(ExchangeError) -> [UnsafeRawPointer?] {
    var heads = unsafe [UnsafeRawPointer?](repeating: nil, count: context.grid.nodes)
    for node in context.otherNodes {
      unsafe heads[node] = try messaging { () throws(MPIError) in
        unsafe try receivers[node]?.head()
      }
    }
    return unsafe heads
  }

  /// The nodes that the next token went to, in order.
  private func nodesOfNextToken() -> [Int] {
    (0..<context.grid.nodes).filter { node in
      let tokens = handle.routes.tokens[node]
      return owner.used[node] < tokens.count && tokens[owner.used[node]] == owner.next
    }
  }

  /// Names what a node gives for the next token, and takes over its weights.
  private func add(_ node: Int, head: UnsafeRawPointer?) {
    guard let memory else { return }
    let table = handle.routes.outgoing[node]
    if node == context.ownNode {
      let legs = table.legs(ofRow: owner.used[node])
      for leg in legs {
        count(leg)
        for index in rowIndices(leg) { unsafe sum.add(memory.payload(index, of: leg.place)) }
      }
      if hasWeights {
        for slot in slots(in: node) {
          setWeight(weight(slot, of: ids[ids.startIndex + slot], legs: legs), slot: slot)
        }
      }
      return
    }
    guard let head = unsafe head, let receiver = receivers[node] else { return }
    let units = receiver.currentSize / unitWidth
    let first = owner.usedOfChunk[node]
    let count = isExact ? table.contributions(ofRow: owner.used[node]) : 1
    // Reason: all offsets are below the chunk's size, which follows from the same table on both sides.
    let payload = unsafe head + units * (unitWidth - widths.payload)
    for index in first..<first + count { unsafe sum.add(payload + index * widths.payload) }
    guard hasWeights else { return }
    let weights = unsafe head.assumingMemoryBound(to: Float.self)
    for (place, slot) in slots(in: node).enumerated() {
      let index = isExact ? first + place : first * context.settings.selections + slot
      setWeight(unsafe weights[index], slot: slot)
    }
  }

  /// Ends the use of a node's row for the token; a chunk that is used up makes room for a later one.
  private func use(_ node: Int, heads: inout [UnsafeRawPointer?]) throws(ExchangeError) {
    let table = handle.routes.outgoing[node]
    owner.usedOfChunk[node] += isExact ? table.contributions(ofRow: owner.used[node]) : 1
    owner.used[node] += 1
    guard node != context.ownNode, let receiver = receivers[node],
      owner.used[node] % context.settings.rowsPerChunk == 0 || owner.used[node] == table.rows
    else { return }
    owner.usedOfChunk[node] = 0
    unsafe heads[node] = try messaging { () throws(MPIError) in
      try receiver.release()
      return unsafe try receiver.head()
    }
  }

  /// Ids of the next token: `[k]`, global.
  private var ids: ArraySlice<Int32> {
    let selections = context.settings.selections
    return handle.ids[owner.next * selections..<(owner.next + 1) * selections]
  }

  private func slots(in node: Int) -> [Int] {
    HopTable.slots(ids, within: context.experts(ofNode: node))
  }

  private func setWeight(_ weight: Float, slot: Int) {
    let index = owner.next * context.settings.selections + slot
    owner.weights?[index] = weight
  }
}
