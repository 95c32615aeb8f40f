public import RunConfigurations

/// Holds claims of popular write-ups against what the program computes and primary sources say.
public struct ClaimJudge {
  typealias Verdict = ClaimResult.Verdict
  typealias Judgement = (figure: String, verdict: Verdict, reason: String)

  let validator: Validator

  /// - Parameter validator: Finds our numbers.
  public init(_ validator: Validator) { self.validator = validator }

  /// Judges a claim by its number; one that nothing here computes is open.
  ///
  /// - Throws: As ``Validator/predict(_:)``.
  public func judge(_ claim: PublishedClaim) throws -> ClaimResult {
    let judgement: Judgement =
      switch claim.number {
      case 1: try gpuHours()
      case 2: try cost()
      case 3: try llama()
      case 4: try activeShare()
      case 5: try weightBytes()
      case 6: try cachePerLayer()
      case 7: try cacheSaving()
      case 8: longCache()
      case 9: try plainBubble()
      case 10: try vanishingBubble()
      case 11: try overlap()
      case 14: try precisionSpeed()
      case 19: try nodeLimit()
      case 20: try links()
      case 21: try predictionDepth()
      case 22: speculation()
      case 23: try serving()
      default: Self.recipe(claim.number)
      }
    return ClaimResult(
      claim: claim, figure: judgement.figure, verdict: judgement.verdict, reason: judgement.reason)
  }
}
