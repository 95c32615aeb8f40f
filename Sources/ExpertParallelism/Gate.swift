internal import CGateKernels

/// Chooses the experts of each token and their weights.
///
/// Scores are a function of the router's logits. A bias is added to them for the choice alone. Where
/// the experts come in groups, one a node or so, only the best groups of a token stay open, so that it
/// reaches few nodes; a group's score is the sum of its two greatest biased scores, or its greatest
/// score where there is no bias. Of the open groups the experts with the greatest biased scores are
/// selected. Weights are the selected experts' own scores, normalised and scaled. Of equals the one
/// with the lowest index goes first.
///
/// - Source: DeepSeek-V3, inference/model.py, class Gate; DeepSeek-V3 Technical Report, section 2.1.2.
public struct Gate: Hashable, Sendable {
  /// How logits become scores.
  public enum Scoring: String, CaseIterable, Hashable, Sendable {
    /// Each by itself; logits beyond ±87 score as if they were ±87.
    case sigmoid
    /// Over the experts of a token; one more than 87 below the token's greatest scores as if it were
    /// 87 below.
    case softmax
  }

  public let experts: Int
  public let groups: Int
  /// Groups that stay open for a token.
  public let keptGroups: Int
  /// Experts of a token; k in the papers.
  public let selections: Int
  public let scoring: Scoring
  /// Whether the weights of a token are divided by their sum before they are scaled.
  public let normalises: Bool
  public let scale: Float

  /// - Parameters:
  ///   - experts: Routed experts.
  ///   - groups: Consecutive equal runs of experts; 1 for none.
  ///   - keptGroups: At most `groups`.
  ///   - selections: At most the experts of `keptGroups` groups.
  ///   - scoring: How logits become scores.
  ///   - normalises: Whether the weights of a token are divided by their sum.
  ///   - scale: Finite and positive; with `normalises`, what the weights of a token add up to.
  /// - Throws: `RoutingError` when a count or the scale is not positive (`notPositive`), when `groups`
  ///   does not divide `experts` (`indivisible`), or when there are fewer groups, or fewer experts in
  ///   them, than are wanted (`tooManySelected`).
  public init(
    experts: Int, groups: Int = 1, keptGroups: Int = 1, selections: Int,
    scoring: Scoring = .sigmoid, normalises: Bool = true, scale: Float = 1
  ) throws(RoutingError) {
    guard experts > 0, groups > 0, keptGroups > 0, selections > 0 else {
      throw RoutingError(
        code: .notPositive,
        detail: "\(experts) experts in \(groups) groups, \(keptGroups) groups kept, \(selections) "
          + "experts selected; each must be at least 1")
    }
    guard scale > 0, scale.isFinite else {
      throw RoutingError(
        code: .notPositive, detail: "scale \(scale); it must be finite and greater than 0")
    }
    guard experts.isMultiple(of: groups) else {
      throw RoutingError(
        code: .indivisible,
        detail: "\(experts) experts in \(groups) groups; experts must be a multiple of the groups")
    }
    guard keptGroups <= groups, selections <= keptGroups * (experts / groups) else {
      throw RoutingError(
        code: .tooManySelected,
        detail:
          "\(selections) experts of \(keptGroups) of \(groups) groups of \(experts / groups); "
          + "at most all groups can be kept, and at most all their experts selected")
    }
    self.experts = experts
    self.groups = groups
    self.keptGroups = keptGroups
    self.selections = selections
    self.scoring = scoring
    self.normalises = normalises
    self.scale = scale
  }

  /// The gate of DeepSeek-V3: 8 of 256 experts in 4 of 8 groups, sigmoid scores, weights times 2.5.
  ///
  /// - Source: DeepSeek-V3, inference/configs/config_671B.json.
  public static func deepSeekV3() throws(RoutingError) -> Gate {
    try Gate(experts: 256, groups: 8, keptGroups: 4, selections: 8, scale: 2.5)
  }

  var shape: gate_shape {
    gate_shape(
      experts: Int64(experts), groups: Int64(groups), kept_groups: Int64(keptGroups),
      selections: Int64(selections), scale: scale, normalises: normalises ? 1 : 0,
      softmax: scoring == .softmax ? 1 : 0)
  }
}
