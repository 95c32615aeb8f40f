/// How many experts, copies of them, nodes and GPUs an ``ExpertPlacement`` is for.
public struct PlacementShape: Hashable, Sendable {
  public let experts: Int
  /// Places for experts on all GPUs; those beyond `experts` hold redundant copies.
  public let slots: Int
  public let groups: Int
  public let nodes: Int
  public let gpus: Int

  /// - Parameters:
  ///   - experts: Routed experts.
  ///   - slots: Places for experts on all GPUs together, at least `experts`.
  ///   - groups: Consecutive equal runs of experts. Where `nodes` divides them, all copies of the
  ///     experts of a group stay on one node, so that group-limited routing still reaches few nodes.
  ///   - nodes: That share the GPUs evenly.
  ///   - gpus: That share the slots evenly.
  /// - Throws: `RoutingError` when a count is below 1 (`notPositive`), when there are more experts
  ///   than slots (`tooManySelected`), or when groups do not divide the experts, nodes the GPUs, or
  ///   GPUs the slots (`indivisible`).
  public init(
    experts: Int, slots: Int, groups: Int = 1, nodes: Int = 1, gpus: Int
  ) throws(RoutingError) {
    let counts =
      "\(experts) experts in \(groups) groups, \(slots) slots on \(gpus) GPUs of \(nodes) nodes"
    guard experts > 0, slots > 0, groups > 0, nodes > 0, gpus > 0 else {
      throw RoutingError(code: .notPositive, detail: "\(counts); each must be at least 1")
    }
    guard slots >= experts else {
      throw RoutingError(
        code: .tooManySelected, detail: "\(counts); every expert needs a slot of its own")
    }
    guard experts.isMultiple(of: groups), gpus.isMultiple(of: nodes), slots.isMultiple(of: gpus)
    else {
      throw RoutingError(
        code: .indivisible,
        detail: "\(counts); groups must divide the experts, nodes the GPUs, GPUs the slots")
    }
    self.experts = experts
    self.slots = slots
    self.groups = groups
    self.nodes = nodes
    self.gpus = gpus
  }

  public var slotsPerGPU: Int { slots / gpus }

  /// Whether each group of experts can stay on one node.
  public var isHierarchical: Bool { groups.isMultiple(of: nodes) }
}
