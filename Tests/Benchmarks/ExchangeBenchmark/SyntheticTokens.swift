import FloatFormats

/// Tokens with distinct random experts, the same from run to run.
struct SyntheticTokens {
  let count: Int
  let hidden: Int
  /// `[count, k]`, row-major.
  let ids: [Int32]
  /// `[count, k]`, row-major.
  let weights: [Float]

  init(rank: Int, count: Int, hidden: Int, experts: Int, selections: Int) {
    var state = UInt64(rank + 1) &* 0x9E37_79B9_7F4A_7C15
    func draw() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    self.count = count
    self.hidden = hidden
    ids = (0..<count).flatMap { _ in
      var chosen: [Int32] = []
      while chosen.count < selections {
        let expert = Int32(draw() % UInt64(experts))
        if !chosen.contains(expert) { chosen.append(expert) }
      }
      return chosen
    }
    weights = Array(repeating: 1 / Float(selections), count: count * selections)
  }

  /// `[count, hidden]`, row-major.
  var rows: [BFloat16] {
    let pattern = (0..<251).map { BFloat16(Float($0) / 251 - 0.5) }
    return (0..<count * hidden).map { pattern[$0 % pattern.count] }
  }
}
