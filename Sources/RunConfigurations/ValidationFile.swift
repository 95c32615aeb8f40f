internal import CostModels
internal import PipelineSchedules

/// Reads `configs/validation`: published numbers of whole steps and models, to be compared only.
///
/// Nothing but the comparison reads that folder.
public enum ValidationFile {
  /// Reads all tables of a folder.
  ///
  /// - Returns: In the order of the tables and their rows.
  /// - Throws: `ConfigurationError` naming file, line, column, value and what would be accepted.
  public static func read(folder: String) throws(ConfigurationError) -> [ValidationCheck] {
    var checks: [ValidationCheck] = []
    for table in Table.allCases {
      let file = try ConfigurationText(contentsOf: "\(folder)/\(table.rawValue).csv")
      checks += try read(file, as: table)
    }
    return checks
  }

  /// Reads the claims of a folder.
  ///
  /// - Throws: `ConfigurationError`, as ``read(folder:)``.
  public static func readClaims(folder: String) throws(ConfigurationError) -> [PublishedClaim] {
    enum Key: String, CaseIterable { case number, claim }
    let file = try ConfigurationText(contentsOf: "\(folder)/claims.yaml")
    var claims: [PublishedClaim] = []
    for element in try Field(root: file).list("a list of {number, claim}") {
      let fields = try Fields(element, keys: Key.self)
      let claim = PublishedClaim(
        number: try fields[.number].int(1...1000), text: try fields[.claim].text())
      guard !claims.contains(where: { $0.number == claim.number }) else {
        throw fields[.number].refusal(.inconsistent, expected: "each number once")
      }
      claims.append(claim)
    }
    return claims
  }

  /// Reads what is stated about mean errors.
  ///
  /// - Throws: `ConfigurationError`, as ``read(folder:)``.
  public static func readMeanBounds(folder: String) throws(ConfigurationError) -> [MeanBound] {
    enum Key: String, CaseIterable { case group, goal, bound }
    var means: [MeanBound] = []
    for row in try CSVTable(ConfigurationText(contentsOf: "\(folder)/means.csv")).rows {
      let fields = try Fields(row, keys: Key.self)
      means.append(
        MeanBound(
          group: try fields[.group].text(), goal: try fields.optional(.goal).map(share),
          bound: try fields.optional(.bound).map(share)))
    }
    return means
  }

  private static func share(_ field: Field) throws(ConfigurationError) -> Double {
    try field.double(expected: "a ratio above 0 and at most 10") { $0 > 0 && $0 <= 10 }
  }

  /// The tables, in the order in which they are shown.
  enum Table: String, CaseIterable { case steps, trace, products, models, bubbles }

  private enum Column: String, CaseIterable {
    case group, name, published, goal, bound, grade, source, note
    case model, scenario, quantity, groups, m, n, k
    case schedule, ranks, microbatches, chunks
    case forward, backwardInput, backwardWeight, communication
  }

  static func read(
    _ file: ConfigurationText, as table: Table
  ) throws(ConfigurationError) -> [ValidationCheck] {
    var checks: [ValidationCheck] = []
    for row in try CSVTable(file).rows {
      let fields = try Fields(row, keys: Column.self)
      let measure = try measure(fields, table)
      checks.append(ValidationCheck(try quantity(fields, unit: measure.unit), measure))
    }
    return checks
  }

  private static func quantity(
    _ fields: Fields<Column>, unit: String
  ) throws(ConfigurationError) -> PublishedQuantity {
    let published = try fields[.published].scalar(expected: "a number")
    let decimals = published.split(separator: ".").dropFirst().first?.count ?? 0
    return PublishedQuantity(
      group: try fields[.group].text(), name: try fields[.name].text(),
      value: try fields[.published].double(expected: "a number above 0") { $0 > 0 },
      unit: unit, decimals: min(decimals, 6), kind: .check,
      goal: try fields.optional(.goal).map(share),
      bound: try fields.optional(.bound).map(share),
      grade: try fields[.grade].choice(of: Grade.self),
      source: try fields[.source].text(), note: try fields.optional(.note)?.text())
  }

  private static func measure(
    _ fields: Fields<Column>, _ table: Table
  ) throws(ConfigurationError) -> ValidationMeasure {
    switch table {
    case .models:
      .model(path: try path(fields[.model]), try fields[.quantity].choice(of: ModelQuantity.self))
    case .steps:
      .step(path: try path(fields[.scenario]), try fields[.quantity].choice(of: StepQuantity.self))
    case .trace:
      .trace(
        path: try path(fields[.scenario]), try fields[.quantity].choice(of: TraceQuantity.self))
    case .products:
      .product(
        path: try path(fields[.scenario]), groups: try fields[.groups].int(1...1024),
        m: try fields[.m].int(size), n: try fields[.n].int(size), k: try fields[.k].int(size))
    case .bubbles:
      .bubbleRate(
        schedule: try fields[.schedule].text(), ranks: try fields[.ranks].int(1...1024),
        microbatches: try fields[.microbatches].int(1...65_536),
        chunks: try fields[.chunks].int(1...1024), times: try times(fields))
    }
  }

  private typealias ModelQuantity = ValidationMeasure.ModelQuantity
  private typealias StepQuantity = ValidationMeasure.StepQuantity
  private typealias TraceQuantity = ValidationMeasure.TraceQuantity
  private static let size = 1...16_777_216

  private static func times(_ fields: Fields<Column>) throws(ConfigurationError) -> ScheduleTimes {
    func time(_ column: Column) throws(ConfigurationError) -> Double {
      try fields[column].double(expected: "milliseconds from 0 to 1e6") { (0...1e6).contains($0) }
    }
    return ScheduleTimes(
      forward: try time(.forward), backwardInput: try time(.backwardInput),
      backwardWeight: try time(.backwardWeight), communication: try time(.communication))
  }

  /// A path as the program can open it, from one relative to the table.
  private static func path(_ field: Field) throws(ConfigurationError) -> String {
    try field.referenced("the path of a file", exists: fileExists(path:)) { $0 }
  }
}
