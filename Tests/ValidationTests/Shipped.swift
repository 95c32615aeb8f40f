import MPIRuntime
import RunConfigurations
import TestSupport
import Validation

/// What the project ships, evaluated once for all tests.
enum Shipped {
  static let configs = Repository.path("configs")
  static let validation = configs + "/validation"

  static func validator() -> Validator { Validator(folder: configs, on: .solo()) }

  static let report = Result {
    try ValidationReport(
      checks: ValidationFile.read(folder: validation),
      means: ValidationFile.readMeanBounds(folder: validation), by: validator())
  }

  static let claims = Result {
    let judge = ClaimJudge(validator())
    return try ValidationFile.readClaims(folder: validation).map(judge.judge)
  }
}
