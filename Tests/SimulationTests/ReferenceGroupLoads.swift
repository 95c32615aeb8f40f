import CostModels

/// The loads of one expert group in one layer and microbatch, relative to the mean, in 65,536ths: the
/// oracle of the kernel `lanes_group_loads`.
struct ReferenceGroupLoads {
  /// `[expert rank]`, tokens that its experts get.
  let experts: [Int32]
  /// `[expert rank]`, time of its exchanges.
  let exchange: [Int32]

  /// An exchange lasts until the busiest of a GPU's ports is done: its network card sends its own
  /// tokens and receives a share of its node's, its NVLink port receives its own.
  ///
  /// - Parameters:
  ///   - loads: `[expert]`, of any scale; neighbours live on one rank.
  ///   - ranks: Expert ranks; divides the experts.
  ///   - ranksPerNode: Of one node.
  ///   - ports: What each port needs at balanced loads.
  init(
    experts loads: [Double], ranks: Int, ranksPerNode: Int, ports: OperatorCosts.ExchangePorts
  ) {
    let perRank = loads.count / ranks
    let own = (0..<ranks).map { loads[$0 * perRank..<($0 + 1) * perRank].reduce(0, +) }
    // The order of these sums and products is part of the result: every machine rounds the same.
    let scale = Double(ranks) / own.reduce(0, +)
    let relative = own.map { $0 * scale }
    experts = relative.map(Self.fixed)
    exchange = (0..<ranks).map { rank in
      let first = rank / ranksPerNode * ranksPerNode
      let node = relative[first..<min(first + ranksPerNode, ranks)]
      let nodeLoad = node.reduce(0, +) / Double(node.count)
      return Self.fixed(
        max(ports.network * max(1, nodeLoad), ports.nvlink * relative[rank])
          / max(ports.network, ports.nvlink))
    }
  }

  private static func fixed(_ ratio: Double) -> Int32 {
    Int32((min(ratio, 32_000) * 65_536).rounded())
  }
}
