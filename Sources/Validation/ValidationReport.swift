public import RunConfigurations

/// All published numbers beside ours.
public struct ValidationReport: Sendable {
  public var results: [ValidationResult]
  /// What is stated about the means under some headings.
  public var means: [MeanBound]
  public var memory: MemoryFinding

  /// - Parameters:
  ///   - checks: Never fitted, from `configs/validation`.
  ///   - means: What is stated about their mean errors.
  ///   - inputs: What cost models are fitted to, with the fits' residuals; empty where there is no
  ///     calibration.
  ///   - validator: Finds our numbers.
  /// - Throws: As ``Validator/predict(_:)``.
  public init(
    checks: [ValidationCheck], means: [MeanBound], inputs: [ValidationResult] = [],
    by validator: Validator
  ) throws {
    results =
      try checks.map { check in
        let predicted = try validator.predict(check.measure)
        let interval = try validator.interval(of: check.measure, predicted: predicted)
        return ValidationResult(
          check.quantity, predicted: predicted, low: interval?.lowerBound,
          high: interval?.upperBound)
      } + inputs
    self.means = means
    memory = try validator.memoryFinding()
  }

  /// By heading, in the order in which headings first come.
  public var groups: [ValidationGroup] {
    var groups: [ValidationGroup] = []
    for result in results {
      if let index = groups.firstIndex(where: { $0.name == result.quantity.group }) {
        groups[index].results.append(result)
      } else {
        let name = result.quantity.group
        groups.append(
          ValidationGroup(
            name: name, results: [result], stated: means.first { $0.group == name }))
      }
    }
    return groups
  }

  /// One line for each error that is greater than the one on record; none where all is well.
  public var failures: [String] {
    groups.flatMap { group in
      group.results.filter { $0.verdict == .pastBound }.map {
        "\(group.name), \($0.quantity.name): \($0.predicted) against \($0.quantity.value), an error "
          + "of \($0.error); expected at most \($0.quantity.bound ?? 0)"
      }
        + (group.isMeanPastBound
          ? [
            "\(group.name): a mean error of \(group.meanError); expected at most "
              + "\(group.stated?.bound ?? 0)"
          ] : [])
    }
  }
}
