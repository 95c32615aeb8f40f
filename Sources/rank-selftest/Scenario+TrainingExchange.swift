import ExpertParallelism
import LinearAlgebra
import MPIRuntime
import Training
import TransformerModels

extension Scenario {
  /// The exchange between ranks against that of one rank that has the tokens of all.
  static let trainingExchange = [
    Scenario("training-exchange") { world in
      for run in 1...world.size where world.size % run == 0 {
        for format in ExchangeFormat.allCases {
          try ExchangeComparison(world, ranksPerNode: run, format: format).play()
        }
      }
    }
  ]
}

/// Tokens of all ranks, some ranks without any, brought to their experts and back.
private struct ExchangeComparison {
  private static let experts = 16
  private static let hidden = 150
  private static let selections = 3
  /// Of a BF16 number, and of the sum on each of two hops, relative to the greatest contribution.
  private static let tolerance: Float = 3.0 / 128

  private let world: Communicator
  private let format: ExchangeFormat
  private let exchange: RankExpertExchange
  private let local = LocalExpertExchange(experts: Self.experts)

  init(_ world: Communicator, ranksPerNode: Int, format: ExchangeFormat) throws {
    self.world = world
    self.format = format
    exchange = try RankExpertExchange(
      Architecture(
        family: "deepseek_v3", name: "exchange", vocabularySize: 1, hiddenSize: Self.hidden,
        layers: 1,
        attention: .grouped(heads: 1, keyValueHeads: 1, headSize: 1, queryKeyValueBias: false),
        denseIntermediateSize: 1,
        experts: Architecture.Experts(
          routed: Self.experts, shared: 0, active: Self.selections, intermediateSize: 1),
        multiTokenPredictionModules: 0, tiedEmbedding: false),
      over: world, ranksPerNode: ranksPerNode)
  }

  private func tokens(of rank: Int) -> Int { rank % 3 == 1 ? 0 : 5 + 4 * rank }

  func play() throws {
    let counts = (0..<world.size).map(tokens(of:))
    let first = counts[..<world.rank].reduce(0, +)
    let own = first..<first + counts[world.rank]
    let all = 0..<counts.reduce(0, +)
    let back: ExchangeFormat = format == .fp32 ? .fp32 : .bf16

    let found = try exchange.startDispatch(
      matrix(own, seed: 1), routing: try routing(own), format: format
    ).finish()
    let expected = try local.startDispatch(
      matrix(all, seed: 1), routing: try routing(all), format: format
    ).finish()
    let rows = try rows(of: expected.groups)
    try expect(found.groups, is: Array(expected.groups[exchange.experts]), "rows of experts")
    try expect(found.rows, is: part(rows, of: expected.rows), "rows")
    try expect(found.weights, is: Array(expected.weights[rows]), "weights")

    let again = try exchange.startDispatch(
      matrix(own, seed: 2), along: found.routes, format: format
    ).finish()
    let expectedAgain = try local.startDispatch(
      matrix(all, seed: 2), along: expected.routes, format: format
    ).finish()
    try expect(again.rows, is: part(rows, of: expectedAgain.rows), "rows along routes")

    let results = matrix(0..<expected.rows.rows, seed: 3)
    let numbers = (0..<results.rows).map { Float($0) }
    let pending = try exchange.startCombine(
      part(rows, of: results), weights: Array(numbers[rows]), along: found.routes, format: back)
    exchange.progress()
    let combined = try pending.finish()
    let expectedCombined = try local.startCombine(
      results, weights: numbers, along: expected.routes, format: back
    ).finish()
    try expect(
      combined.weights,
      is: Array(
        expectedCombined.weights[
          own.lowerBound * Self.selections..<own.upperBound * Self.selections]), "returned weights")
    let sums = part(own, of: expectedCombined.sums)
    if back == .fp32 || world.size == 1 {
      try expect(combined.sums, is: sums, "sums")
    } else {
      for (value, sum) in zip(combined.sums.values, sums.values) {
        try expect((value - sum).magnitude <= Self.tolerance, is: true, "\(value) for \(sum)")
      }
    }
    try exchange.close()
  }

  /// The rows of this rank's experts among those of all.
  private func rows(of groups: [Int]) throws -> Range<Int> {
    let first = groups[..<exchange.experts.lowerBound].reduce(0, +)
    return first..<first + groups[exchange.experts].reduce(0, +)
  }

  private func part(_ rows: Range<Int>, of matrix: Matrix) -> Matrix {
    var part = Matrix(rows: rows.count, columns: matrix.columns)
    for (place, row) in rows.enumerated() {
      for column in 0..<matrix.columns { part[place, column] = matrix[row, column] }
    }
    return part
  }

  /// Numbers from -1 to 1 that depend on the row alone.
  private func matrix(_ rows: Range<Int>, seed: Int) -> Matrix {
    var matrix = Matrix(rows: rows.count, columns: Self.hidden)
    for (place, row) in rows.enumerated() {
      for column in 0..<Self.hidden {
        let mixed = (row * 7919 + column * 104_729 + seed * 1299) % 2003
        matrix[place, column] = Float(mixed - 1001) / 1001
      }
    }
    return matrix
  }

  private func routing(_ rows: Range<Int>) throws -> RoutedTokens {
    let logits = rows.flatMap { row in
      (0..<Self.experts).map { expert -> Float in
        let mixed = (row * 31 + expert * expert * 17) % 97
        return Float(mixed) / 30 - Float(expert) / 8
      }
    }
    return try Gate(experts: Self.experts, selections: Self.selections).route(logits.span)
  }
}
