public import Quantities

/// All measurements of expert all-to-alls on one GPU model.
public struct ExchangeRows: Hashable, Sendable {
  /// The links of the machine that was measured, as its cluster's file would describe them.
  public struct Links: Hashable, Sendable {
    public var nvlink: Bandwidth
    public var network: Bandwidth

    public init(nvlink: Bandwidth, network: Bandwidth) {
      self.nvlink = nvlink
      self.network = network
    }
  }

  public var links: Links
  public var alone: [ExchangeMeasurement]
  public var besideCompute: [ContendedExchange]
  public var preparations: [ExchangePreparation]

  public init(
    links: Links, alone: [ExchangeMeasurement], besideCompute: [ContendedExchange] = [],
    preparations: [ExchangePreparation] = []
  ) {
    self.links = links
    self.alone = alone
    self.besideCompute = besideCompute
    self.preparations = preparations
  }
}
