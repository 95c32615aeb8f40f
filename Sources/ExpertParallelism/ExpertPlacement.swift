/// Which slot of which GPU holds a copy of which expert, so that hot experts do not make hot GPUs.
///
/// Where nodes divide the groups of experts, groups are first packed onto nodes. In each node every
/// expert gets one copy, and each further slot a copy of the expert with the greatest load a copy. The
/// copies are then packed onto the node's GPUs. Otherwise all of it is done as on one node with one
/// group. Arithmetic is in 32 bits, as in the source, and of equals the lowest index goes first.
///
/// - Source: EPLB, eplb.py, rebalance_experts.
public struct ExpertPlacement: Hashable, Sendable {
  public let shape: PlacementShape
  /// `[slots]`, the expert in each slot; a GPU has consecutive slots.
  public let expertOfSlot: [Int]
  /// `[slots]`, which of its expert's copies a slot holds, from 0 on.
  public let copyOfSlot: [Int]
  /// `[experts]`, copies of each.
  public let copies: [Int]

  /// Places the experts of one layer.
  ///
  /// - Parameters:
  ///   - loads: `[experts]`, selections of each, as counted or expected.
  ///   - shape: What there is to place and where.
  /// - Throws: `RoutingError` when there are not as many loads as experts (`shapeMismatch`), or when a
  ///   load is NaN or infinite (`notFinite`) or below 0 (`negative`).
  /// - Complexity: O(slots · (experts + GPUs))
  public init(loads: [Float], shape: PlacementShape) throws(RoutingError) {
    try Self.check(loads, shape)
    let nodes = shape.isHierarchical ? shape.nodes : 1
    let groups = shape.isHierarchical ? shape.groups : 1
    let order = Self.expertsByNode(loads, groups: groups, nodes: nodes)
    let (experts, slots) = (shape.experts / nodes, shape.slots / nodes)
    var expertOfSlot = Array(repeating: 0, count: shape.slots)
    var (copyOfSlot, copies) = (expertOfSlot, Array(repeating: 0, count: shape.experts))
    for node in 0..<nodes {
      let own = order[node * experts..<(node + 1) * experts]
      let replicas = ReplicatedExperts(own.map { loads[$0] }, slots: slots)
      let packing = BalancedPacking(replicas.loads, packs: shape.gpus / nodes)
      for index in 0..<slots {
        let slot = node * slots + packing.pack[index] * shape.slotsPerGPU + packing.place[index]
        expertOfSlot[slot] = own[own.startIndex + replicas.experts[index]]
        copyOfSlot[slot] = replicas.copies[index]
        copies[expertOfSlot[slot]] += 1
      }
    }
    self.shape = shape
    self.expertOfSlot = expertOfSlot
    self.copyOfSlot = copyOfSlot
    self.copies = copies
  }

  private static func check(_ loads: [Float], _ shape: PlacementShape) throws(RoutingError) {
    guard loads.count == shape.experts else {
      throw RoutingError(
        code: .shapeMismatch, detail: "\(loads.count) loads for \(shape.experts) experts")
    }
    for (expert, load) in loads.enumerated() {
      guard load.isFinite else {
        throw RoutingError(
          code: .notFinite, detail: "expert \(expert): load \(load); it must be finite")
      }
      guard load >= 0 else {
        throw RoutingError(
          code: .negative, detail: "expert \(expert): load \(load); it must be at least 0")
      }
    }
  }

  /// The experts in the order of the nodes that their groups are packed onto.
  private static func expertsByNode(_ loads: [Float], groups: Int, nodes: Int) -> [Int] {
    let size = loads.count / groups
    let groupLoads = (0..<groups).map { group in
      loads[group * size..<(group + 1) * size].reduce(0, +)
    }
    let packing = BalancedPacking(groupLoads, packs: nodes)
    var order = Array(repeating: 0, count: loads.count)
    for group in 0..<groups {
      let place = packing.pack[group] * (groups / nodes) + packing.place[group]
      for index in 0..<size { order[place * size + index] = group * size + index }
    }
    return order
  }
}
