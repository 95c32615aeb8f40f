public import RunConfigurations

/// A claim with our figure and what we make of it.
public struct ClaimResult: Hashable, Sendable {
  public enum Verdict: String, CaseIterable, Sendable {
    case holds
    case holdsRoughly = "holds roughly"
    case wrong
    case cannotBeKnown = "cannot be known"
    /// Needs a capability that is not there yet.
    case open

    /// Judges a claimed number by ours: 2.5 per cent is a matter of rounding, 15 is rough.
    init(claimed: Double, found: Double) {
      let error = (claimed / found - 1).magnitude
      self = error <= 0.025 ? .holds : error <= 0.15 ? .holdsRoughly : .wrong
    }

    /// Of several parts of a claim: the worst.
    init(_ parts: [Verdict]) {
      let order = [Verdict.holds, .holdsRoughly, .wrong]
      self =
        parts.max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) } ?? .open
    }
  }

  public var claim: PublishedClaim
  /// Ours, for people; empty where there is none.
  public var figure: String
  public var verdict: Verdict
  /// One line.
  public var reason: String

  public init(claim: PublishedClaim, figure: String, verdict: Verdict, reason: String) {
    self.claim = claim
    self.figure = figure
    self.verdict = verdict
    self.reason = reason
  }
}
