import Quantities
import TransformerModels

/// Claims about weights and key-value caches.
extension ClaimJudge {
  func activeShare() throws -> Judgement {
    let counts = ParameterCounts(try validator.model(named: "deepseek-v3"))
    let small = ParameterCounts(try validator.model(named: "mixtral-8x7b"))
    let share = Double(counts.active) / Double(counts.total)
    let other = Double(small.active) / Double(small.total)
    return (
      "\(billions(counts.total)), \(billions(counts.active)), \(percent(share)); \(percent(other))",
      Verdict([
        Verdict(claimed: 671e9, found: Double(counts.total)),
        Verdict(claimed: 37e9, found: Double(counts.active)), Verdict(claimed: 0.055, found: share),
        Verdict(claimed: 0.28, found: other),
      ]), "counted from both config.json; 36.6B are active without the embedding"
    )
  }

  func weightBytes() throws -> Judgement {
    let counts = ParameterCounts(try validator.model(named: "deepseek-v3"))
    let (all, active) = (Double(counts.total) * 2, Double(counts.active) * 2)
    return (
      "\(fixed(all / 1e12, decimals: 2)) TB, \(fixed(active / 1e9, decimals: 1)) GB",
      Verdict([Verdict(claimed: 1.3e12, found: all), Verdict(claimed: 74e9, found: active)]),
      "2 bytes a parameter; a mixture of experts keeps all of them in memory too"
    )
  }

  func cachePerLayer() throws -> Judgement {
    let latent = try latentValues() * 2
    let heads = [64, 8, 1].map { $0 * 2 * 128 * 2 }
    let sizes = heads.map { grouped($0) }.joined(separator: ", ")
    let times = Double(heads[0]) / Double(latent)
    return (
      "\(sizes), \(grouped(latent)) B, \(fixed(times, decimals: 1)) times less",
      Verdict([Verdict(claimed: 1_408, found: Double(latent))]),
      "MHA, GQA and MQA are right; MLA keeps 512 + 64 values, as the RoPE key is shared by all heads"
    )
  }

  func cacheSaving() throws -> Judgement {
    let latent = Double(try latentValues())
    let saved = { (values: Double) in percent(1 - latent / values) }
    return (
      "\(saved(128 * 256)) of MHA with 128 heads, \(saved(64 * 256)) of 64, \(saved(8 * 256)) of GQA-8",
      .cannotBeKnown,
      "no baseline is named; arXiv:2405.04434 prints 93.3 % for DeepSeek-V2 against DeepSeek 67B"
    )
  }

  func longCache() -> Judgement {
    let bytes = 2.0 * 4_096 * 131_072 * 2
    return (
      "\(fixed(bytes / 1e9, decimals: 1)) GB a layer", Verdict(claimed: 4e9, found: bytes),
      "2 x 4,096 values x 131,072 tokens x 2 bytes; the 32 heads are inside the width"
    )
  }

  func predictionDepth() throws -> Judgement {
    let depth = try validator.model(named: "deepseek-v3").multiTokenPredictionModules
    return (
      "\(depth) extra token", depth >= 2 ? .holds : .wrong,
      "num_nextn_predict_layers of config.json; arXiv:2412.19437, section 4.2, has depth 1"
    )
  }

  func speculation() -> Judgement {
    // Depth 1: the extra token is there as often as it is accepted.
    let speeds = [0.85, 0.9].map { 1 + $0 }
    return (
      "\(fixed(speeds[0], decimals: 2)) to \(fixed(speeds[1], decimals: 2)) tokens a pass",
      Verdict([Verdict(claimed: 1.8, found: speeds[0]), Verdict(claimed: 1.8, found: speeds[1])]),
      "1 + acceptance at depth 1, the cost of checking not counted; arXiv:2412.19437, section 5.4.3: 1.8"
    )
  }

  func serving() throws -> Judgement {
    let bytes = Double(ParameterCounts(try validator.model(named: "deepseek-v3")).total)
    let least = (bytes / 141e9).rounded(.up)
    return (
      "\(fixed(bytes / 1e9, decimals: 0)) GB, weights alone fill \(Int(least)) H200",
      Verdict(claimed: 600e9, found: bytes),
      "8 are a node, with room for the cache, not the least that hold the weights; the price is the "
        + "market's"
    )
  }

  private func latentValues() throws -> Int {
    let model = try validator.model(named: "deepseek-v3")
    return Int(model.keyValueCacheBytesPerToken().count) / 2 / model.layers
  }

  private func billions(_ count: Int) -> String { fixed(Double(count) / 1e9, decimals: 1) + "B" }
}
