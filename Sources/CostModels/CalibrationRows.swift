/// Kernel- and link-level measurements of one GPU model: all that the cost models are fitted to.
///
/// Times of a step, of a phase or of a whole overlapped pair have no place here.
public struct CalibrationRows: Hashable, Sendable {
  /// The GPU's name: `H800`.
  public var name: String
  public var multiprocessors: Int
  public var products: [ProductMeasurement]
  public var attention: [AttentionMeasurement]
  public var memory: [MemoryKernelMeasurement]
  /// Nil without measurements of expert all-to-alls.
  public var exchanges: ExchangeRows?
  /// What the slowdown of products beside expert kernels is fitted to.
  public var layerPeriods: [LayerPeriod]

  public init(
    name: String, multiprocessors: Int, products: [ProductMeasurement] = [],
    attention: [AttentionMeasurement] = [], memory: [MemoryKernelMeasurement] = [],
    exchanges: ExchangeRows? = nil, layerPeriods: [LayerPeriod] = []
  ) {
    self.name = name
    self.multiprocessors = multiprocessors
    self.products = products
    self.attention = attention
    self.memory = memory
    self.exchanges = exchanges
    self.layerPeriods = layerPeriods
  }
}
