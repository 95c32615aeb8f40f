public import Analysis
internal import LinearAlgebra

/// A precision study as comma-separated values, columns named as the JSON keys.
///
/// Lines end with a line feed; no field needs quotes.
public struct PrecisionCSV: Sendable {
  private let results: PrecisionResults

  public init(_ results: PrecisionResults) { self.results = results }

  /// A header, then a row for each kind of data, depth and recipe.
  public var roundings: String {
    lines(
      ["data", "recipe", "depth"],
      results.roundings.map { ([$0.data.rawValue, $0.recipe.rawValue, "\($0.depth)"], $0.error) })
  }

  /// A header, then a row for each depth and promotion interval.
  public var accumulations: String {
    lines(
      ["depth", "promotionInterval"],
      results.accumulations.map { (["\($0.depth)", "\($0.promotionInterval)"], $0.error) })
  }

  private func lines(_ keys: [String], _ rows: [(cells: [String], error: ProductError)]) -> String {
    let measures = PrecisionMeasure.allCases
    let records =
      [keys + measures.map(\.key)]
      + rows.map { row in row.cells + measures.map { "\($0.exported(row.error))" } }
    return records.map { $0.joined(separator: ",") + "\n" }.joined()
  }
}
