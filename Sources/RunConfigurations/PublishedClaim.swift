/// A sentence of popular write-ups about DeepSeek-V3.
public struct PublishedClaim: Hashable, Sendable {
  /// By which the program knows how to judge it.
  public var number: Int
  public var text: String

  public init(number: Int, text: String) {
    self.number = number
    self.text = text
  }
}
