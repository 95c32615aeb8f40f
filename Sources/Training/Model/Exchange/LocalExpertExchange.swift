public import ExpertParallelism
internal import FloatFormats
public import LinearAlgebra

/// The exchange of a rank that computes all experts itself: rows are only put in order.
///
/// Formats round the rows as a journey between ranks would.
public final class LocalExpertExchange: ExpertExchange {
  public let experts: Range<Int>

  /// - Parameter experts: Routed experts of each layer; at least 0.
  public init(experts: Int) { self.experts = 0..<experts }

  public func startDispatch(
    _ tokens: Matrix, routing: RoutedTokens, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingDispatch {
    let routes = LocalRoutes(routing, experts: experts.count)
    return Ready(dispatch: try gathered(tokens, routes, weights: routes.weights, format))
  }

  public func startDispatch(
    _ tokens: Matrix, along routes: any ExpertRoutes, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingDispatch {
    Ready(dispatch: try gathered(tokens, try local(routes), weights: [], format))
  }

  public func startCombine(
    _ rows: Matrix, weights: [Float]?, along routes: any ExpertRoutes, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingCombine {
    let routes = try local(routes)
    var sums = Matrix(rows: routes.tokens, columns: rows.columns)
    LayerKernels.scatterAdd(
      try rounded(rows, format), places: routes.tokenOfRow, to: &sums)
    if format != .fp32 { LayerKernels.round(&sums) }
    var returned: [Float] = []
    if let weights {
      returned = [Float](repeating: 0, count: routes.tokens * routes.selections)
      for (row, slot) in routes.slotOfRow.enumerated() { returned[slot] = weights[row] }
    }
    return Ready(combine: CombinedRows(sums: sums, weights: returned))
  }

  public func progress() {}

  private func gathered(
    _ tokens: Matrix, _ routes: LocalRoutes, weights: [Float], _ format: ExchangeFormat
  ) throws(TrainingError) -> DispatchedRows {
    DispatchedRows(
      rows: LayerKernels.gather(try rounded(tokens, format), places: routes.tokenOfRow),
      groups: routes.groups, weights: weights, routes: routes)
  }

  private func local(_ routes: any ExpertRoutes) throws(TrainingError) -> LocalRoutes {
    guard let routes = routes as? LocalRoutes else {
      throw TrainingError(code: .exchangeFailed, detail: "routes of another exchange")
    }
    return routes
  }

  private func rounded(
    _ matrix: Matrix, _ format: ExchangeFormat
  ) throws(TrainingError) -> Matrix {
    var result = matrix
    switch format {
    case .fp32: break
    case .bf16: LayerKernels.round(&result)
    case .fp8:
      result.values = try TrainingError.quantising("tokens on their way to experts") {
        () throws(QuantizationError) in
        try QuantizedRows(
          matrix.values.span, rows: matrix.rows, columns: matrix.columns, scales: .powerOfTwo
        ).decoded()
      }
    }
    return result
  }
}

/// An operation that is done when it starts.
private final class Ready<Result> {
  let result: Result

  init(_ result: Result) { self.result = result }
}

extension Ready: PendingDispatch where Result == DispatchedRows {
  convenience init(dispatch: DispatchedRows) { self.init(dispatch) }
  func finish() throws(TrainingError) -> DispatchedRows { result }
}

extension Ready: PendingCombine where Result == CombinedRows {
  convenience init(combine: CombinedRows) { self.init(combine) }
  func finish() throws(TrainingError) -> CombinedRows { result }
}
