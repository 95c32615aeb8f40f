/// Items dealt to packs of equal count, so that their weights are nearly even.
///
/// The heaviest item left goes to the lightest pack with room; of equals the one with the lowest
/// index goes first. With one item a pack each keeps its own.
///
/// - Source: EPLB, eplb.py, balanced_packing.
struct BalancedPacking {
  /// `[items]`, the pack of each.
  let pack: [Int]
  /// `[items]`, the place of each in its pack.
  let place: [Int]

  /// - Parameters:
  ///   - weights: `[items]`, finite, not negative.
  ///   - packs: Divides the items.
  /// - Complexity: O(items · (log items + packs))
  init(_ weights: [Float], packs: Int) {
    let capacity = weights.count / packs
    guard capacity > 1 else {
      pack = Array(weights.indices)
      place = Array(repeating: 0, count: weights.count)
      return
    }
    var pack = Array(repeating: 0, count: weights.count)
    var place = pack
    var load = Array(repeating: Float(0), count: packs)
    var filled = Array(repeating: 0, count: packs)
    for item in weights.indices.sorted(by: { (-weights[$0], $0) < (-weights[$1], $1) }) {
      var lightest = -1
      for candidate in 0..<packs where filled[candidate] < capacity {
        if lightest < 0 || load[candidate] < load[lightest] { lightest = candidate }
      }
      pack[item] = lightest
      place[item] = filled[lightest]
      load[lightest] += weights[item]
      filled[lightest] += 1
    }
    self.pack = pack
    self.place = place
  }
}
