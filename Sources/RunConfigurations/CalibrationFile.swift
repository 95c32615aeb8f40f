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

  /// Reads a calibration's file, or the one that an accelerator's file names.
  ///
  /// - Throws: `ConfigurationError`, as ``read(path:)``; with code `missingKey` where an accelerator
  ///   names none.
  public static func readNamed(path: String) throws(ConfigurationError) -> Calibration {
    let file = try ConfigurationText(contentsOf: path)
    let root = try Field(root: file)
    if case .mapping(let entries) = root.node?.content,
      entries.contains(where: { $0.key == "tables" })
    {
      return try read(path: path)
    }
    guard let calibration = try AcceleratorFile.calibration(file) else {
      throw root.failure(
        .missingKey,
        "calibration is missing; expected the path of a calibration's YAML file, because plain "
          + "efficiencies are not fitted")
    }
    return calibration
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
    _ file: ConfigurationText, exists: @escaping (String) -> Bool = fileExists(path:),
    text: (String) throws(ConfigurationError) -> ConfigurationText
  ) throws(ConfigurationError) -> CalibrationRows {
    enum Key: String, CaseIterable { case name, streamingMultiprocessors, links, pair, tables }
    enum Table: String, CaseIterable {
      case products, attention, memory, exchanges, contendedExchanges, exchangePreparations
      case layerPeriods
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
    var periods: [LayerPeriod] = []
    if tables.optional(.layerPeriods) != nil {
      let pair = try pairWorkload(fields[.pair], exists: exists)
      for row in try rows(.layerPeriods) { periods.append(try layerPeriod(row, of: pair)) }
    }
    return CalibrationRows(
      name: try fields[.name].text(),
      multiprocessors: try fields[.streamingMultiprocessors].int(1...4096),
      products: try rows(.products).map(product), attention: try rows(.attention).map(attention),
      memory: try rows(.memory).map(memoryKernel),
      exchanges: links.map {
        ExchangeRows(
          links: $0, alone: exchanges, besideCompute: contended, preparations: preparations)
      }, layerPeriods: periods)
  }
}
