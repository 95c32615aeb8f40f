public import CostModels

/// Reads `configs/calibration/*.yaml` and the tables that it names: measured kernels and links.
///
/// Nothing else is read: what the models are held against lies elsewhere and may be absent.
public enum CalibrationFile {
  /// Reads the measurements and fits the cost models to them.
  ///
  /// - Throws: `ConfigurationError` naming file, line, key, value and what would be accepted.
  public static func read(path: String) throws(ConfigurationError) -> Calibration {
    let rows = try readRows(path: path)
    do {
      return try Calibration(fitting: rows)
    } catch {
      throw ConfigurationError(
        code: .inconsistent, detail: "\(printable(path: path)):1: \(error.detail)")
    }
  }

  /// Reads the measurements alone.
  ///
  /// - Throws: `ConfigurationError`, as ``read(path:)``.
  public static func readRows(path: String) throws(ConfigurationError) -> CalibrationRows {
    try readRows(ConfigurationText(contentsOf: path)) { path throws(ConfigurationError) in
      try ConfigurationText(contentsOf: path)
    }
  }

  /// Reads a text; `text` reads a file that it names.
  static func readRows(
    _ file: ConfigurationText, exists: (String) -> Bool = fileExists(path:),
    text: (String) throws(ConfigurationError) -> ConfigurationText
  ) throws(ConfigurationError) -> CalibrationRows {
    enum Key: String, CaseIterable { case name, streamingMultiprocessors, links, tables }
    enum Table: String, CaseIterable {
      case products, exchanges, contendedExchanges, exchangePreparations
    }
    let fields = try Fields(Field(root: file), keys: Key.self)
    let tables = try Fields(fields[.tables], keys: Table.self)
    func rows(_ table: Table) throws(ConfigurationError) -> [Field] {
      guard let field = tables.optional(table) else { return [] }
      var rows: [Field] = []
      for element in try field.list("a list of paths of CSV files") {
        rows += try element.referenced("the path of a CSV file", exists: exists) {
          path throws(ConfigurationError) in try CSVTable(text(path)).rows
        }
      }
      return rows
    }
    let links = try fields.optional(.links).map(exchangeLinks)
    let exchanges = try rows(.exchanges).map(exchange)
    let contended = try rows(.contendedExchanges).map(contendedExchange)
    let preparations = try rows(.exchangePreparations).map(exchangePreparation)
    return CalibrationRows(
      name: try fields[.name].text(),
      multiprocessors: try fields[.streamingMultiprocessors].int(1...4096),
      products: try rows(.products).map(product),
      exchanges: links.map {
        ExchangeRows(
          links: $0, alone: exchanges, besideCompute: contended, preparations: preparations)
      })
  }
}
