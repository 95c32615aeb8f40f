/// The greatest sizes that a file may name: far above any model, and low enough that the weights of
/// one matrix cannot overflow an `Int`.
enum Limit {
  static let layers = 10_000
  static let vocabulary = 10_000_000
  static let hidden = 1_000_000
  static let intermediate = 10_000_000
  static let heads = 10_000
  static let headSize = 10_000
  static let rank = 1_000_000
  static let experts = 100_000
  static let positions = 100_000_000
  static let modules = 16
  static let parameters = 1e15
}
