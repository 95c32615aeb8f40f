internal import CostModels

extension CalibrationFile {
  /// Reads a row of a table of matrix products.
  static func product(_ row: Field) throws(ConfigurationError) -> ProductMeasurement {
    enum Column: String, CaseIterable {
      case generation, kind, groups, m, n, k
      case multiprocessors = "SMs"
      case teraflopsPerSecond
      /// As printed; it follows from the shape and the rate, and is not read.
      case gigabytesPerSecond
      case source
    }
    let fields = try Fields(row, keys: Column.self)
    return ProductMeasurement(
      generation: try fields[.generation].choice(of: KernelGenerations.Products.self),
      kind: try fields[.kind].choice(of: ProductMeasurement.Kind.self),
      shape: ProductShape(
        groups: try fields[.groups].int(dimension), m: try fields[.m].int(dimension),
        n: try fields[.n].int(dimension), k: try fields[.k].int(dimension)),
      multiprocessors: try fields[.multiprocessors].int(1...4096),
      flopsPerSecond: try 1e12 * positive(fields[.teraflopsPerSecond]),
      source: try fields[.source].text())
  }

  static let dimension = 1...1_048_576
}
