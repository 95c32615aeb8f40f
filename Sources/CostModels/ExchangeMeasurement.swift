/// One published bandwidth of an expert all-to-all alone on its links.
public struct ExchangeMeasurement: Hashable, Sendable {
  /// The bytes that the published number divides by the time.
  public enum Counted: String, CaseIterable, Hashable, Sendable {
    /// Rows received over NVLink, those of the own GPU included.
    case nvlink
    /// Each token once per distinct node, its own included, so more than the network card carries.
    case network
  }

  public var generation: KernelGenerations.Exchanges
  public var exchange: ExpertExchange
  public var shape: ExchangeShape
  /// SMs that the kernel ran on.
  public var multiprocessors: Int
  public var counted: Counted
  /// As printed.
  public var bytesPerSecond: Double
  public var source: String

  public init(
    generation: KernelGenerations.Exchanges, exchange: ExpertExchange, shape: ExchangeShape,
    multiprocessors: Int, counted: Counted, bytesPerSecond: Double, source: String
  ) {
    self.generation = generation
    self.exchange = exchange
    self.shape = shape
    self.multiprocessors = multiprocessors
    self.counted = counted
    self.bytesPerSecond = bytesPerSecond
    self.source = source
  }

  /// What the published bandwidth says the kernel took.
  ///
  /// - Source: DeepEP, tests/legacy/test_internode.py.
  public var seconds: Double {
    let traffic = shape.traffic(exchange)
    switch counted {
    case .nvlink: return traffic.nvlinkBytes / bytesPerSecond
    case .network:
      let nodes = Double(shape.nodes)
      return traffic.networkBytes * nodes / (nodes - 1) / bytesPerSecond
    }
  }
}
