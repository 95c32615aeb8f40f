internal import RunConfigurations
public import Validation

/// Claims with verdict, figure and reason for a terminal.
public struct ClaimsTable: Sendable, CustomStringConvertible {
  private let claims: [ClaimResult]

  public init(_ claims: [ClaimResult]) { self.claims = claims }

  public var description: String {
    let blocks = claims.map { claim in
      let number =
        String(repeating: " ", count: claim.claim.number < 10 ? 1 : 0)
        + "\(claim.claim.number)"
      let lines = [
        "\(number)  \(claim.claim.text)", "    \(claim.verdict.rawValue): \(claim.answer)",
      ]
      return lines.flatMap { line in
        let margin = String(line.prefix { $0 == " " })
        return line.wrapped(width: 100 - margin.count, indentation: "      ").enumerated().map {
          $0.offset == 0 ? margin + $0.element : $0.element
        }
      }.joined(separator: "\n")
    }
    let counts = ClaimResult.Verdict.allCases.map { verdict in
      "\(verdict.rawValue) \(claims.count { $0.verdict == verdict })"
    }
    return (blocks + [counts.joined(separator: ", ")]).joined(separator: "\n")
  }
}

extension ClaimResult {
  /// Figure and reason in one line.
  var answer: String { figure.isEmpty ? reason : "\(figure); \(reason)" }
}
