internal import RunConfigurations
public import Validation

/// Claims with verdict, figure and reason for a terminal.
public struct ClaimsTable: Sendable, CustomStringConvertible {
  private let claims: [ClaimResult]

  public init(_ claims: [ClaimResult]) { self.claims = claims }

  public var description: String {
    let blocks = claims.map { claim in
      let lines =
        "    \(claim.claim.text)".wrappedInside(width: 100)
        + "    \(claim.verdict.rawValue): \(claim.answer)".wrappedInside(width: 100)
      let number = "\(claim.claim.number)"
      return number + lines.joined(separator: "\n").dropFirst(number.count)
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
