/// A measured product, ready to be compared with many models of its release.
struct TiledProduct {
  /// Below it a row has fewer rows of the left matrix than any training: decoding's sizes. They tell
  /// launch and bandwidth from the rest, and so are not left out but count a quarter.
  private static let trainingRows = 1024

  private let row: ProductMeasurement
  private let shape: ProductShape
  private let tiling: ProductTiling
  /// Launches one behind the other.
  private let launches: Double
  let weight: Double

  init(_ row: ProductMeasurement) {
    self.row = row
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
    launches * model.seconds(shape, tiling, isWeightGradient: row.isWeightGradient) / row.seconds
      - 1
  }
}
