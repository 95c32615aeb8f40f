/// The time of one expert all-to-all that ran beside compute kernels.
public struct ContendedExchange: Hashable, Sendable {
  public var generation: KernelGenerations.Exchanges
  public var exchange: ExpertExchange
  public var shape: ExchangeShape
  /// SMs that the kernel ran on.
  public var multiprocessors: Int
  /// Of the transport alone, without barrier, layout and cast.
  public var seconds: Double
  public var source: String

  public init(
    generation: KernelGenerations.Exchanges, exchange: ExpertExchange, shape: ExchangeShape,
    multiprocessors: Int, seconds: Double, source: String
  ) {
    self.generation = generation
    self.exchange = exchange
    self.shape = shape
    self.multiprocessors = multiprocessors
    self.seconds = seconds
    self.source = source
  }
}
