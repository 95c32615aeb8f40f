import CostModels
import RunConfigurations
import Testing
import Validation

@Suite("Verdicts")
struct VerdictTests {
  private func result(
    published: Double = 100, predicted: Double, goal: Double?, bound: Double?
  ) -> ValidationResult {
    ValidationResult(
      PublishedQuantity(
        group: "a", name: "b", value: published, unit: "s", decimals: 0, kind: .check, goal: goal,
        bound: bound, grade: .measured, source: "c"), predicted: predicted)
  }

  @Test(
    "an error is judged by goal and bound on either side",
    arguments: [
      (104.0, 0.05 as Double?, 0.10 as Double?, ValidationResult.Verdict.withinGoal),
      (96, 0.05, 0.10, .withinGoal), (108, 0.05, 0.10, .withinBound),
      (92, 0.05, 0.10, .withinBound),
      (111, 0.05, 0.10, .pastBound), (89, 0.05, 0.10, .pastBound), (108, nil, 0.10, .withinBound),
      (104, 0.05, nil, .withinGoal), (150, 0.05, nil, .unbounded), (150, nil, nil, .unbounded),
      (.nan, 0.05, 0.10, .pastBound),
    ])
  func verdict(
    predicted: Double, goal: Double?, bound: Double?, verdict: ValidationResult.Verdict
  ) {
    #expect(result(predicted: predicted, goal: goal, bound: bound).verdict == verdict)
  }

  @Test("a group's mean is of magnitudes, and fails past its own bound")
  func means() {
    let results = [110, 94].map { result(predicted: $0, goal: nil, bound: nil) }
    func group(_ bound: Double?) -> ValidationGroup {
      ValidationGroup(
        name: "a", results: results, stated: MeanBound(group: "a", goal: nil, bound: bound))
    }
    #expect(abs(group(nil).meanError - 0.08) < 1e-12)
    #expect(abs(group(nil).worstError - 0.10) < 1e-12)
    #expect(group(0.07).isMeanPastBound)
    #expect(!group(0.09).isMeanPastBound && !group(nil).isMeanPastBound)
  }
}
