internal import Analysis
internal import Quantities

/// The verdicts on claims about eight-bit products, as sentences with their numbers.
struct PrecisionVerdicts: Sendable {
  struct Verdict: Sendable {
    /// Such as `Outliers`.
    let name: String
    /// `holds`, `does not hold` or `not computed`.
    let verdict: String
    /// The number that decides.
    let figure: String
    let sentence: String

    /// For a terminal.
    var text: String { "\(name): \(verdict). \(sentence)" }
  }

  let all: [Verdict]

  init(_ claims: PrecisionClaims) {
    all = [
      Self.accumulation(claims.accumulation), Self.outliers(claims.outliers),
      Self.difference(claims.difference),
    ]
  }

  private static func word(_ holds: Bool) -> String { holds ? "holds" : "does not hold" }

  private static func accumulation(_ claim: PrecisionClaims.Accumulation?) -> Verdict {
    let depth = grouped(PrecisionClaims.Accumulation.depth)
    let name = "About 2 % error at K = \(depth) without promotion"
    guard let claim else {
      return Verdict(
        name: name, verdict: "not computed", figure: "no K = \(depth)",
        sentence: "The study has no sums of \(depth) products.")
    }
    let range = PrecisionClaims.Accumulation.range
    let (unpromoted, promoted) = (share(claim.unpromoted), share(claim.promoted))
    return Verdict(
      name: name, verdict: word(claim.holds), figure: unpromoted,
      sentence: "The largest error of the product is \(unpromoted) of the mean magnitude "
        + "(\(percent(range.lowerBound, decimals: 0)) to \(percent(range.upperBound, decimals: 0)) "
        + "counts as about 2 %), and \(share(claim.unpromotedRelative)) in root mean square; "
        + "promoted every 128 products the largest is \(promoted).")
  }

  private static func outliers(_ claim: PrecisionClaims.Outliers) -> Verdict {
    let times = significant(
      claim.perTensorOnOutliers / max(claim.fineOnOutliers, .leastNormalMagnitude), digits: 3)
    let (plain, fine) = (difference(claim.fineOnGaussian), difference(claim.fineOnOutliers))
    let tensor = difference(claim.perTensorOnOutliers)
    return Verdict(
      name: "Fine-grained scales survive outliers that ruin one scale per tensor",
      verdict: word(claim.holds), figure: "\(fine) against \(tensor)",
      sentence: "With outlier channels the worst row's calc_diff is at most \(fine) with "
        + "fine-grained scales (\(plain) on Gaussian data; survived up to "
        + "\(fixed(PrecisionClaims.Outliers.survival, decimals: 0)) times that) and at least "
        + "\(tensor) with one scale per tensor, \(times) times as much (ruined from "
        + "\(fixed(PrecisionClaims.Outliers.ruin, decimals: 0)) times).")
  }

  private static func difference(_ claim: PrecisionClaims.Difference) -> Verdict {
    let (fine, power) = (difference(claim.fineGrained), difference(claim.powerOfTwo))
    return Verdict(
      name: "calc_diff of fine-grained products below 0.001", verdict: word(claim.holds),
      figure: max(claim.fineGrained, claim.powerOfTwo) == claim.fineGrained ? fine : power,
      sentence: "On Gaussian data, as DeepGEMM tests it, at most \(fine) at any K, \(power) with "
        + "power-of-two scales; with the gradient in E5M2, which DeepSeek does not use, up to "
        + "\(difference(claim.e5m2)). With outlier channels, where the roundings of the few outliers "
        + "decide, up to \(difference(claim.onOutliers)).")
  }

  private static func share(_ value: Double) -> String {
    significant(value * 100, digits: 3) + " %"
  }

  private static func difference(_ value: Double) -> String { significant(value, digits: 3) }
}
