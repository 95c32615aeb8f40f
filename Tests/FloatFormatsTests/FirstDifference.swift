/// Where two rows of numbers first differ, in words; nil where they are the same.
///
/// A test that compares long rows with this fails with one line.
func firstDifference<Element: Equatable>(_ result: [Element], _ expected: [Element]) -> String? {
  guard result.count == expected.count else { return "\(result.count), not \(expected.count)" }
  return zip(result, expected).enumerated().first { $0.element.0 != $0.element.1 }.map {
    "at \($0.offset): \($0.element.0), not \($0.element.1)"
  }
}
