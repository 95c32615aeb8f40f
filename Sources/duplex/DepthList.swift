import ArgumentParser

/// Whole numbers separated by commas.
struct DepthList: ExpressibleByArgument, CustomStringConvertible {
  var values: [Int]

  init(values: [Int]) { self.values = values }

  init?(argument: String) {
    let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
    values = parts.compactMap { Int($0) }
    guard values.count == parts.count else { return nil }
  }

  var description: String { values.map(String.init).joined(separator: ",") }

  var defaultValueDescription: String { description }
}
