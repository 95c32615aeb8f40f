public import RunConfigurations

/// The numbers under one heading.
public struct ValidationGroup: Sendable {
  public var name: String
  public var results: [ValidationResult]
  /// Nil where nothing is stated about their mean.
  public var stated: MeanBound?

  public init(name: String, results: [ValidationResult], stated: MeanBound?) {
    self.name = name
    self.results = results
    self.stated = stated
  }

  /// The mean of the errors' magnitudes; 0 for no results.
  public var meanError: Double {
    results.reduce(0) { $0 + $1.error.magnitude } / Double(max(1, results.count))
  }

  /// The greatest of the errors' magnitudes.
  public var worstError: Double { results.reduce(0) { max($0, $1.error.magnitude) } }

  /// Whether the mean is greater than the one on record.
  public var isMeanPastBound: Bool { stated?.bound.map { !(meanError <= $0) } ?? false }

  /// What the results take for granted, each once.
  public var notes: [String] { distinct(results.compactMap(\.quantity.note)) }

  /// Where the published numbers stand, each once.
  public var sources: [String] { distinct(results.map(\.quantity.source)) }

  private func distinct(_ texts: [String]) -> [String] {
    var kept: [String] = []
    for text in texts where !kept.contains(text) { kept.append(text) }
    return kept
  }
}
