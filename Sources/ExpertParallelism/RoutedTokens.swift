/// The experts that a gate chose for some tokens, and their weights.
public struct RoutedTokens: Hashable, Sendable {
  public let tokens: Int
  /// Experts of a token.
  public let selections: Int
  /// `[tokens, selections]`, row-major, by falling biased score.
  public let topK: [Int32]
  /// `[tokens, selections]`, row-major, of the expert in the same place.
  public let weights: [Float]

  /// Counts the selections of each expert.
  ///
  /// - Parameter experts: Of the gate.
  /// - Returns: `[experts]`
  public func loads(experts: Int) -> [Int] {
    var loads = Array(repeating: 0, count: experts)
    for expert in topK { loads[Int(expert)] += 1 }
    return loads
  }
}
