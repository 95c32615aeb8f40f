/// A measured product, ready to be compared with many models of its release.
struct TiledProduct {
  /// Below it a product has a size of decoding, not of training.
  ///
  /// Such rows tell launch and bandwidth from the rest, so they count a quarter and are not left out.
  private static let trainingRows = 1024

  private let isWeightGradient: Bool
  /// Seconds.
  private let measured: Double
  private let shape: ProductShape
  private let tiling: ProductTiling
  /// Launches one behind the other.
  private let launches: Double
  let weight: Double

  init(_ row: ProductMeasurement) {
    isWeightGradient = row.isWeightGradient
    measured = row.seconds
    launches = row.isWeightGradient ? Double(row.shape.groups) : 1
    shape = ProductShape(
      groups: row.isWeightGradient ? 1 : row.shape.groups, m: row.shape.m, n: row.shape.n,
      k: row.shape.k)
    tiling = ProductTiling(
      shape, row.generation, isWeightGradient: row.isWeightGradient,
      multiprocessors: row.multiprocessors)
    weight = row.shape.m < Self.trainingRows ? 0.25 : 1
  }

  /// Prediction over measurement, less 1.
  func error(_ model: ProductModel) -> Double {
    launches * model.seconds(shape, tiling, isWeightGradient: isWeightGradient) / measured - 1
  }
}
