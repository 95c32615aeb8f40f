/// An expert group is `expert` consecutive data-context positions of one pipeline rank and one
/// tensor index: with tensor 1, consecutive GPUs.
extension Placement {
  /// Expert groups of each pipeline rank.
  public var expertGroups: Int { lanes / parallelism.expert }

  /// - Returns: 0 ..< ``expertGroups``; the groups of one block of positions are numbered by their
  ///   tensor index.
  public func expertGroup(ofLane lane: Int) -> Int {
    let (position, tensor) = lane.quotientAndRemainder(dividingBy: parallelism.tensor)
    return position / parallelism.expert * parallelism.tensor + tensor
  }

  /// A lane's place in its expert group, 0 ..< `parallelism.expert`.
  public func expertRank(ofLane lane: Int) -> Int {
    lane / parallelism.tensor % parallelism.expert
  }

  /// The lanes of a group (0 ..< ``expertGroups``), by expert rank; they lie `parallelism.tensor`
  /// apart.
  public func lanes(ofExpertGroup group: Int) -> [Int] {
    (0..<parallelism.expert).map { firstLane(ofExpertGroup: group) + $0 * parallelism.tensor }
  }

  /// The nodes that a group's GPUs of one pipeline rank stand in, first to last.
  public func nodes(ofExpertGroup group: Int, pipelineRank: Int) -> ClosedRange<Int> {
    let first = gpu(pipelineRank: pipelineRank, lane: firstLane(ofExpertGroup: group))
    let last = first + (parallelism.expert - 1) * parallelism.tensor
    return node(ofGPU: first)...node(ofGPU: last)
  }

  private func firstLane(ofExpertGroup group: Int) -> Int {
    precondition((0..<expertGroups).contains(group), "expert group \(group) of \(expertGroups)")
    let (block, tensor) = group.quotientAndRemainder(dividingBy: parallelism.tensor)
    return block * parallelism.expert * parallelism.tensor + tensor
  }
}
