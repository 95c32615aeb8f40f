public import Quantities

extension StageLayout {
  /// Cuts a model into stages whose dearest one is as cheap as can be.
  ///
  /// Stages are contiguous and hold at least one unit; all `m` stand with `L` on the last stage. Among
  /// the cuts with the least greatest cost the one is taken whose list of unit counts is
  /// lexicographically smallest, so that early stages stay light.
  ///
  /// - Parameters:
  ///   - costs: `[2 + layers + multiTokenPrediction]`, one per unit in the order `E`, `t` ..., `m`
  ///     ..., `L`; unpaired F + B time, none negative.
  ///   - layers: Transformer layers.
  ///   - multiTokenPrediction: Multi-token prediction modules.
  ///   - stages: Stages to cut into.
  /// - Returns: The layout of the whole model.
  /// - Throws: `ScheduleError` with code `emptyPipeline` when `stages` is not positive,
  ///   `tooManyStages` when there are more stages than pieces.
  /// - Complexity: O(units · log(total cost))
  public static func balanced(
    costs: [VirtualTime], layers: Int, multiTokenPrediction: Int, stages: Int
  ) throws(ScheduleError) -> StageLayout {
    precondition(
      layers >= 0 && multiTokenPrediction >= 0
        && costs.count == 2 + layers + multiTokenPrediction && costs.allSatisfy { $0 >= .zero },
      "\(costs.count) costs for \(layers) layers and \(multiTokenPrediction) modules")
    guard stages > 0 else {
      throw ScheduleError(code: .emptyPipeline, detail: "\(stages) stages; at least 1 is needed")
    }
    let pieces = layers + 2
    guard stages <= pieces else {
      throw ScheduleError(
        code: .tooManyStages,
        detail:
          "\(stages) stages for \(layers) layers; with E and with L they make \(pieces) pieces, "
          + "so that at most \(pieces) stages can be filled")
    }
    let tail = costs[(layers + 1)...].reduce(.zero, +)
    let counts = balancedCounts(
      (costs[...layers] + [tail]).map(\.picoseconds), stages: stages)
    var units = [StageUnit.embedding] + [StageUnit](repeating: .layer, count: layers)
    units += [StageUnit](repeating: .multiTokenPrediction, count: multiTokenPrediction) + [.head]
    var start = 0
    return StageLayout(
      stages: counts.enumerated().map { stage, count in
        defer { start += count }
        return Array(stage == stages - 1 ? units[start...] : units[start..<start + count])
      })
  }

  /// - Parameters:
  ///   - costs: `[piece]`, at least `stages` of them, none negative.
  ///   - stages: Stages to cut into.
  /// - Returns: `[stage]`, pieces on each.
  private static func balancedCounts(_ costs: [Int64], stages: Int) -> [Int] {
    var low = costs.max() ?? 0
    var high = costs.reduce(0, +)
    while low < high {
      let middle = low + (high - low) / 2
      if fewestStages(costs, limit: middle)[0] <= stages { high = middle } else { low = middle + 1 }
    }
    // A cut of fewer stages can always be cut further, so only the rest's own need bounds a stage
    // from below; that it also fits under the limit follows from the least limit found.
    let needed = fewestStages(costs, limit: low)
    var start = 0
    return (0..<stages).map { stage in
      let left = stages - stage - 1
      var end = left == 0 ? costs.count : start + 1
      while left > 0, needed[end] > left { end += 1 }
      defer { start = end }
      return end - start
    }
  }

  /// `[piece + 1]`, the fewest stages within `limit` that hold this piece and all behind it.
  private static func fewestStages(_ costs: [Int64], limit: Int64) -> [Int] {
    var fewest = [Int](repeating: 0, count: costs.count + 1)
    var end = costs.count
    var sum: Int64 = 0
    for piece in costs.indices.reversed() {
      sum += costs[piece]
      while sum > limit {
        end -= 1
        sum -= costs[end]
      }
      fewest[piece] = 1 + fewest[end]
    }
    return fewest
  }
}
