/// Cost models fitted to the kernels and links of one GPU model.
///
/// The fit is deterministic and takes milliseconds, so that it is made anew wherever rows are read.
public struct Calibration: Hashable, Sendable {
  public let rows: CalibrationRows
  /// Nil for a release without rows.
  let initialProducts: ProductModel?
  let marchProducts: ProductModel?
  /// Nil without rows, as is `memory`.
  let attention: AttentionModel?
  let memory: MemoryKernelModel?
  /// Nil without measurements of expert all-to-alls.
  public let exchanges: ExchangeModel?
  private var contention = ProductContention.none
  /// All numbers that the fits found, model by model.
  public private(set) var parameters: [CalibrationParameter]
  /// All measurements beside the models, model by model in the order of the rows.
  public private(set) var residuals: [CalibrationResidual]

  /// Fits all models that there are rows for.
  ///
  /// - Throws: `CostError` with code `outOfRange` when there are too few rows for a model.
  /// - Complexity: Less than 5 ms for the tables of H800.
  public init(fitting rows: CalibrationRows) throws(CostError) {
    self.rows = rows
    initialProducts = try ProductModel(fitting: rows.products, .initial)
    marchProducts = try ProductModel(fitting: rows.products, .march2025)
    attention = try AttentionModel(fitting: rows.attention)
    memory = try MemoryKernelModel(fitting: rows.memory)
    let products = [initialProducts, marchProducts].compactMap { $0 }
    exchanges =
      if let exchangeRows = rows.exchanges { try ExchangeModel(fitting: exchangeRows) } else { nil }
    parameters =
      products.flatMap(\.parameters) + (attention?.parameters ?? []) + (memory?.parameters ?? [])
      + (exchanges?.parameters ?? [])
    residuals =
      products.flatMap { $0.residuals(rows.products) }
      + (attention?.residuals(rows.attention) ?? []) + (memory?.residuals(rows.memory) ?? [])
      + (exchanges?.residuals ?? [])
    contention = try ProductContention(fitting: rows.layerPeriods, calibration: self)
    parameters += contention.parameters
    residuals += contention.residuals
  }

  /// Forward products and data gradients beside expert kernels, over the same alone on the SMs that
  /// these leave; 1 where nothing was measured.
  public var productSlowdown: Double { contention.slowdown }

  /// The time of an FP8 product that is no weight gradient.
  ///
  /// - Parameters:
  ///   - shape: Of all groups.
  ///   - release: Of the kernel library.
  ///   - multiprocessors: SMs that the kernel runs on.
  /// - Returns: Seconds; nil where the release was not measured.
  public func productSeconds(
    _ shape: ProductShape, release: KernelGenerations.Products, multiprocessors: Int
  ) -> Double? {
    products(release)?.seconds(shape, isWeightGradient: false, multiprocessors: multiprocessors)
  }

  /// The product model of a release; nil where it has no rows.
  func products(_ generation: KernelGenerations.Products) -> ProductModel? {
    switch generation {
    case .initial: initialProducts
    case .march2025: marchProducts
    }
  }
}
