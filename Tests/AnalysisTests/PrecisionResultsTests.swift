import LinearAlgebra
import MPIRuntime
import Testing

@testable import Analysis

@Suite("Precision results")
struct PrecisionResultsTests {
  @Test("alone, results are those of the study in the study's order")
  func alone() throws {
    let study = try PrecisionStudy(rows: 3, columns: 2, depths: [40, 130], seed: 7)
    let results = try MPIEnvironment.run { try PrecisionResults(study, on: $0) }
    #expect(results.roundings == (try study.roundings()))
    #expect(results.accumulations == (try study.accumulations()))
  }

  @Test(
    "every part has one owner, and nobody does more than the average and the largest part",
    arguments: 1...9)
  func owners(processes: Int) throws {
    let study = try PrecisionStudy(depths: [128, 512, 1_024, 4_096, 16_384])
    let parts = PrecisionPart.all(of: study)
    let owners = PrecisionPart.owners(of: parts, among: processes)
    #expect(owners.count == parts.count && owners.allSatisfy { 0..<processes ~= $0 })
    var loads = [Int](repeating: 0, count: processes)
    for (part, owner) in zip(parts, owners) { loads[owner] += part.cost }
    let costs = parts.map(\.cost)
    let bound = costs.reduce(0, +) / processes + (costs.max() ?? 0)
    #expect(try #require(loads.max()) <= bound)
  }

  private func results(
    unpromoted: Double, fineRow: Double, tensorRow: Double, difference: Double
  ) throws -> PrecisionResults {
    let study = try PrecisionStudy(rows: 1, columns: 1, depths: [4_096])
    let roundings = StudyData.allCases.flatMap { data in
      StudyRecipe.allCases.map { recipe in
        let isOutlier = data == .outlierChannels
        let row = recipe == .perTensorDelayed ? tensorRow : isOutlier ? fineRow : 0.001
        return PrecisionStudy.Rounding(
          recipe: recipe, data: data, depth: 4_096,
          error: ProductError(
            relative: 0.03, largest: 0.1, difference: difference, worstRowDifference: row))
      }
    }
    let accumulations = PrecisionStudy.promotionIntervals(4_096).map {
      PrecisionStudy.Accumulation(
        depth: 4_096, promotionInterval: $0,
        error: ProductError(
          relative: 0.001, largest: $0 == 4_096 ? unpromoted : 0.0005, difference: 0,
          worstRowDifference: 0))
    }
    return PrecisionResults(study: study, roundings: roundings, accumulations: accumulations)
  }

  @Test("claims hold where their numbers are within their bounds, and fail one by one")
  func claims() throws {
    let verdicts = { (results: PrecisionResults) in
      let claims = PrecisionClaims(results)
      return [claims.accumulation?.holds, claims.outliers.holds, claims.difference.holds]
    }
    let good = try results(
      unpromoted: 0.02, fineRow: 0.0015, tensorRow: 0.1, difference: 0.0007)
    #expect(verdicts(good) == [true, true, true])
    #expect(PrecisionClaims(good).accumulation?.promoted == 0.0005)
    for (index, bad) in [
      try results(unpromoted: 0.2, fineRow: 0.0015, tensorRow: 0.1, difference: 0.0007),
      try results(unpromoted: 0.02, fineRow: 0.003, tensorRow: 0.1, difference: 0.0007),
      try results(unpromoted: 0.02, fineRow: 0.0015, tensorRow: 0.1, difference: 0.001),
    ].enumerated() {
      #expect(verdicts(bad) == (0..<3).map { $0 != index })
    }
    let survivor = try results(
      unpromoted: 0.02, fineRow: 0.0015, tensorRow: 0.01, difference: 0.0007)
    #expect(verdicts(survivor) == [true, false, true])
  }

  @Test("without sums of 4,096 the claim about them is left open")
  func open() throws {
    let study = try PrecisionStudy(rows: 1, columns: 1, depths: [64])
    let results = PrecisionResults(
      study: study, roundings: [], accumulations: try study.accumulations())
    #expect(PrecisionClaims(results).accumulation == nil)
  }
}
