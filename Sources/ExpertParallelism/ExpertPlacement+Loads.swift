extension ExpertPlacement {
  /// The slots of each expert's copies, by copy: `[experts]`, then `[copies]`.
  public var slotsOfExpert: [[Int]] {
    var slots = copies.map { Array(repeating: 0, count: $0) }
    for slot in expertOfSlot.indices { slots[expertOfSlot[slot]][copyOfSlot[slot]] = slot }
    return slots
  }

  /// What every GPU has to do when the tokens of an expert spread evenly over its copies.
  ///
  /// - Parameter loads: `[experts]`, selections of each.
  /// - Returns: `[gpus]`, selections.
  /// - Throws: `RoutingError` with code `shapeMismatch` when there are not as many loads as experts.
  public func gpuLoads(_ loads: [Int]) throws(RoutingError) -> [Double] {
    guard loads.count == shape.experts else {
      throw RoutingError(
        code: .shapeMismatch, detail: "\(loads.count) loads for \(shape.experts) experts")
    }
    var gpuLoads = Array(repeating: 0.0, count: shape.gpus)
    for (slot, expert) in expertOfSlot.enumerated() {
      gpuLoads[slot / shape.slotsPerGPU] += Double(loads[expert]) / Double(copies[expert])
    }
    return gpuLoads
  }

  /// Names the slot in place of the expert in every selection.
  ///
  /// A token uses that copy of an expert whose number is the token's modulo the copies, so that
  /// consecutive tokens take turns. The ids fit an ``ExpertGrid`` of as many experts as there are slots.
  ///
  /// - Parameters:
  ///   - topK: `[tokens, k]`, row-major, experts or ``DispatchLayout/noSelection``.
  ///   - selections: k.
  ///   - firstToken: The number of the first token.
  /// - Returns: `[tokens, k]`, slots or ``DispatchLayout/noSelection``.
  /// - Throws: `RoutingError` when an id is not an expert's (`expertOutOfRange`).
  public func slots(
    for topK: [Int32], selections: Int, firstToken: Int = 0
  ) throws(RoutingError) -> [Int32] {
    let slotsOfExpert = slotsOfExpert
    var slots = topK
    for (index, id) in topK.enumerated() where id != DispatchLayout.noSelection {
      guard slotsOfExpert.indices.contains(Int(id)) else {
        throw DispatchLayout.unknownExpert(
          id, token: index / selections, slot: index % selections, experts: shape.experts)
      }
      let own = slotsOfExpert[Int(id)]
      slots[index] = Int32(own[(firstToken + index / selections) % own.count])
    }
    return slots
  }
}
