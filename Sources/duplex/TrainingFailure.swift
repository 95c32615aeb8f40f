/// A training run that failed on its way: no matter of its input any more.
struct TrainingFailure: Error, CustomStringConvertible {
  let cause: any Error

  var description: String { "\(cause)" }

  /// - Throws: ``TrainingFailure`` for whatever the body throws.
  static func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw TrainingFailure(cause: error)
    }
  }
}
