/// Which units of a model each pipeline stage holds, contiguous and in order.
public struct StageLayout: Hashable, Sendable {
  /// `[stage][unit]`; concatenated they are `E`, all layers, the `m` modules, `L`.
  public let stages: [[StageUnit]]

  init(stages: [[StageUnit]]) { self.stages = stages }

  /// Numbers of the transformer layers on a stage.
  ///
  /// - Complexity: O(stages)
  public func layers(onStage stage: Int) -> Range<Int> {
    let before = stages[..<stage].reduce(0) { $0 + $1.count(where: { $0 == .layer }) }
    return before..<before + stages[stage].count(where: { $0 == .layer })
  }
}
