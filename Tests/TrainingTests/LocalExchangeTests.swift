import ExpertParallelism
import FloatFormats
import LinearAlgebra
import Testing

@testable import Training

@Suite("The exchange of a rank that has all experts")
struct LocalExchangeTests {
  private static let tokens = 9
  private static let hidden = 200

  private func routing(_ random: inout SplitMix) throws -> RoutedTokens {
    let logits = (0..<Self.tokens * 6).map { _ in Float.random(in: -3...3, using: &random) }
    return try Gate(experts: 6, selections: 3).route(logits.span)
  }

  private func matrix(_ rows: Int, _ random: inout SplitMix) -> Matrix {
    var matrix = Matrix(rows: rows, columns: Self.hidden)
    for row in 0..<rows {
      for column in 0..<Self.hidden {
        matrix[row, column] = Float.random(in: -1...1, using: &random)
      }
    }
    return matrix
  }

  /// What a format leaves of a row.
  private func rounded(_ row: [Float], _ format: ExchangeFormat) throws -> [Float] {
    switch format {
    case .fp32: row
    case .bf16: row.map { BFloat16($0, overflow: .saturate).float }
    case .fp8:
      try QuantizedRows(row.span, rows: 1, columns: row.count, scales: .powerOfTwo).decoded()
    }
  }

  private func row(_ row: Int, of matrix: Matrix) -> [Float] {
    (0..<matrix.columns).map { matrix[row, $0] }
  }

  @Test(
    "brings each token to each of its experts, in order, in every format",
    arguments: ExchangeFormat.allCases)
  func dispatch(format: ExchangeFormat) throws {
    var random = SplitMix(seed: 4)
    let (routing, x) = (try routing(&random), matrix(Self.tokens, &random))
    let exchange = LocalExpertExchange(experts: 6)
    let found = try exchange.startDispatch(x, routing: routing, format: format).finish()
    var place = 0
    for expert in 0..<6 {
      for slot in routing.topK.indices where routing.topK[slot] == expert {
        #expect(row(place, of: found.rows) == (try rounded(row(slot / 3, of: x), format)))
        #expect(found.weights[place] == routing.weights[slot])
        place += 1
      }
    }
    #expect(found.groups == routing.loads(experts: 6))
    let again = try exchange.startDispatch(x, along: found.routes, format: format).finish()
    #expect(again.rows == found.rows && again.weights.isEmpty)
  }

  @Test("adds the experts' rows up by token, in the order of the experts, and brings weights back")
  func combine() throws {
    var random = SplitMix(seed: 5)
    let (routing, x) = (try routing(&random), matrix(Self.tokens, &random))
    let exchange = LocalExpertExchange(experts: 6)
    let routes = try exchange.startDispatch(x, routing: routing, format: .fp32).finish().routes
    let rows = matrix(3 * Self.tokens, &random)
    let weights = (0..<rows.rows).map { Float($0) }
    let found = try exchange.startCombine(rows, weights: weights, along: routes, format: .fp32)
      .finish()
    var sums = Matrix(rows: Self.tokens, columns: Self.hidden)
    var place = 0
    for expert in 0..<6 {
      for slot in routing.topK.indices where routing.topK[slot] == expert {
        for column in 0..<Self.hidden { sums[slot / 3, column] += rows[place, column] }
        #expect(found.weights[slot] == Float(place))
        place += 1
      }
    }
    #expect(found.sums == sums)
  }

  @Test("refuses the routes of another exchange")
  func foreignRoutes() {
    final class Routes: ExpertRoutes {}
    let exchange = LocalExpertExchange(experts: 1)
    #expect(
      throws: TrainingError(code: .exchangeFailed, detail: "routes of another exchange")
    ) {
      try exchange.startCombine(
        Matrix(rows: 0, columns: 1), weights: nil, along: Routes(), format: .fp32)
    }
  }
}
