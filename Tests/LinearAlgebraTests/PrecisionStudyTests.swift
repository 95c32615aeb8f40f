import Testing

@testable import LinearAlgebra

@Suite("Precision study")
struct PrecisionStudyTests {
  private func rounding(
    _ recipe: StudyRecipe, _ data: StudyData, _ roundings: [PrecisionStudy.Rounding]
  ) throws -> ProductError {
    try #require(roundings.first { $0.recipe == recipe && $0.data == data }).error
  }

  @Test("fine-grained FP8 is within DeepSeek's bound, calc_diff below 0.001, at every depth")
  func bound() throws {
    let study = try PrecisionStudy(rows: 32, columns: 32, depths: [128, 512, 1_024])
    let fine = try study.roundings().filter { $0.recipe == .fineGrained }
    #expect(fine.count == 6)
    for rounding in fine { #expect(rounding.error.difference < 0.001, "\(rounding)") }
  }

  @Test("outlier channels ruin one scale per tensor; fine-grained scales survive them")
  func outliers() throws {
    let roundings = try PrecisionStudy(rows: 32, columns: 32, depths: [1_024]).roundings()
    let fine = try rounding(.fineGrained, .outlierChannels, roundings)
    let plain = try rounding(.fineGrained, .gaussian, roundings)
    let perTensor = try rounding(.perTensorDelayed, .outlierChannels, roundings)
    #expect(fine.worstRowDifference < 0.0015)
    #expect(fine.worstRowDifference < 1.5 * plain.worstRowDifference)
    #expect(perTensor.worstRowDifference > 10 * fine.worstRowDifference)
  }

  @Test("formats rank as their significands do: BF16, E4M3, E5M2 for gradients")
  func ranking() throws {
    let roundings = try PrecisionStudy(rows: 32, columns: 32, depths: [1_024]).roundings()
    let errors = try [StudyRecipe.bfloat16, .fineGrained, .fineGrainedE5M2].map {
      try rounding($0, .gaussian, roundings).relative
    }
    #expect(errors[0] < errors[1] / 8 && errors[1] < errors[2] / 1.3)
  }

  @Test("without promotion the error at K = 4,096 is about 2 %, with promotion every 128 far less")
  func promotion() throws {
    let study = try PrecisionStudy(rows: 48, columns: 48, depths: [4_096])
    let accumulations = try study.accumulations()
    let unpromoted = try #require(accumulations.last { $0.promotionInterval == 4_096 })
    let promoted = try #require(accumulations.first { $0.promotionInterval == 128 })
    #expect(0.01...0.025 ~= unpromoted.error.largest, "\(unpromoted)")
    #expect(promoted.error.largest < 0.001, "\(promoted)")
    #expect(
      accumulations.map(\.promotionInterval) == [32, 64, 128, 256, 512, 1_024, 2_048, 4_096])
  }

  @Test("gives the same numbers on every run, and others for another seed")
  func determinism() throws {
    let study = try PrecisionStudy(rows: 8, columns: 8, depths: [100])
    #expect(try study.roundings() == study.roundings())
    #expect(try study.accumulations() == study.accumulations())
    let other = try PrecisionStudy(rows: 8, columns: 8, depths: [100], seed: 2)
    #expect(try study.roundings() != other.roundings())
  }

  @Test("refuses sizes that are no sizes")
  func refusals() {
    #expect(
      throws: LinearAlgebraError(
        code: .shapesDisagree,
        detail:
          "0 rows, 128 columns, depths [0]; at least 1 each, and depths up to 65536 are accepted")
    ) { try PrecisionStudy(rows: 0, depths: [0]) }
  }

  @Test("random numbers are standard normal")
  func gaussian() {
    var stream = GaussianStream(seed: 3, stream: 1)
    let numbers = (0..<20_000).map { _ in Double(stream.next()) }
    let moments = (1...4).map { power in
      numbers.reduce(0) { sum, x in sum + (0..<power).reduce(1) { product, _ in product * x } }
        / 20_000
    }
    #expect(abs(moments[0]) < 0.03 && abs(moments[1] - 1) < 0.04)
    #expect(abs(moments[2]) < 0.1 && abs(moments[3] - 3) < 0.25)
  }

  @Test("measures of error follow their formulas")
  func measures() throws {
    let product = try Matrix(rows: 2, columns: 2, values: [1, 2, 3, 5])
    let error = ProductError(of: product, against: [1, 2, 3, 4])
    #expect(abs(error.relative - (1.0 / 30).squareRoot()) < 1e-15)
    #expect(abs(error.largest - 1 / 2.5) < 1e-15)
    #expect(abs(error.difference - (1 - 68.0 / 69)) < 1e-15)
    #expect(abs(error.worstRowDifference - (1 - 58.0 / 59)) < 1e-15)
    #expect(ProductError(of: product, against: [1, 2, 3, 5]).largest == 0)
    let zeros = ProductError(of: Matrix(rows: 1, columns: 2), against: [0, 0])
    #expect(zeros.relative == 0 && zeros.difference == 0 && zeros.worstRowDifference == 0)
  }
}
