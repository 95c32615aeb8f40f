public import RunConfigurations

/// All published numbers beside ours.
public struct ValidationReport: Sendable {
  /// The numbers under one heading.
  public struct Group: Sendable {
    public var name: String
    public var results: [ValidationResult]

    /// The mean of the errors' magnitudes; 0 for no results.
    public var meanError: Double {
      results.reduce(0) { $0 + $1.error.magnitude } / Double(max(1, results.count))
    }
    /// The greatest of the errors' magnitudes.
    public var worstError: Double { results.reduce(0) { max($0, $1.error.magnitude) } }
    /// What the results take for granted, each once.
    public var notes: [String] {
      var notes: [String] = []
      for note in results.compactMap(\.quantity.note) where !notes.contains(note) {
        notes.append(note)
      }
      return notes
    }
  }

  public var results: [ValidationResult]
  public var memory: MemoryFinding

  /// - Parameters:
  ///   - checks: Never fitted, from `configs/validation`.
  ///   - inputs: What cost models are fitted to, with the fits' residuals; empty where there is no
  ///     calibration.
  ///   - validator: Finds our numbers.
  /// - Throws: As ``Validator/predict(_:)``.
  public init(
    checks: [ValidationCheck], inputs: [ValidationResult] = [], by validator: Validator
  ) throws {
    results =
      try checks.map {
        ValidationResult($0.quantity, predicted: try validator.predict($0.measure))
      } + inputs
    memory = try validator.memoryFinding()
  }

  /// By heading, in the order in which headings first come.
  public var groups: [Group] {
    var groups: [Group] = []
    for result in results {
      if let index = groups.firstIndex(where: { $0.name == result.quantity.group }) {
        groups[index].results.append(result)
      } else {
        groups.append(Group(name: result.quantity.group, results: [result]))
      }
    }
    return groups
  }

  /// Results whose error is greater than the one on record.
  public var pastBound: [ValidationResult] { results.filter { $0.verdict == .pastBound } }
}
