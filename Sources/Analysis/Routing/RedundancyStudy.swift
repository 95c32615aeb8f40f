public import ExpertParallelism

/// What copies of hot experts do to the load of the fullest GPU.
public struct RedundancyStudy: Hashable, Sendable {
  /// Loads of GPUs, over their mean.
  public struct Case: Hashable, Sendable {
    /// The greatest with every expert once, experts dealt out in consecutive runs.
    public let consecutive: Double
    /// The greatest with copies, placed by earlier loads.
    public let redundant: Double
  }

  public let shape: PlacementShape
  /// Under the plan's balancing.
  public let balanced: Case
  /// The same tokens without balancing.
  public let unbalanced: Case

  /// Places copies by all steps but the last, and judges the placement by the last.
  ///
  /// - Parameters:
  ///   - shape: Where experts and copies go.
  ///   - loads: `[steps][experts]`, under the plan's balancing; a single step serves for both.
  ///   - unbalanced: The same without balancing.
  /// - Throws: `RoutingError` when there are not as many loads as experts (`shapeMismatch`).
  init(
    _ shape: PlacementShape, loads: [[Int]], unbalanced: [[Int]]
  ) throws(RoutingError) {
    self.shape = shape
    balanced = try Self.result(shape, loads)
    self.unbalanced = try Self.result(shape, unbalanced)
  }

  private static func result(
    _ shape: PlacementShape, _ loads: [[Int]]
  ) throws(RoutingError) -> Case {
    let last = loads.last ?? []
    let earlier = loads.count > 1 ? loads.dropLast() : loads[...]
    let expected = last.indices.map { expert in
      earlier.reduce(Float(0)) { $0 + Float($1[expert]) }
    }
    let placement = try ExpertPlacement(loads: expected, shape: shape)
    var consecutive = Array(repeating: 0, count: shape.gpus)
    for (expert, load) in last.enumerated() {
      consecutive[expert * shape.gpus / shape.experts] += load
    }
    return Case(
      consecutive: 1 + LoadStatistics(consecutive).maxViolation,
      redundant: 1 + LoadStatistics(try placement.gpuLoads(last)).maxViolation)
  }
}
