public import ExpertParallelism
internal import FloatFormats
public import LinearAlgebra
public import MPIRuntime
internal import TokenExchange
public import TransformerModels

/// The exchange of ranks that each compute some of the experts, over MPI.
///
/// Each data rank has an equal run of consecutive experts. Rows come by expert, and of one expert by data
/// rank and token. All layers of a rank share one exchange: those of a data rank play the same program,
/// and so start the same operations in the same order.
///
/// An operation never waits for a message of the pipeline: it ends in the slot in which it began, and
/// the other data ranks begin that slot by what other pipeline ranks, not this one, have yet to send.
/// So a schedule that has no cycle has none with the exchange either.
public final class RankExpertExchange: ExpertExchange {
  public let experts: Range<Int>
  public let wait: PassWait?
  private let exchange: TokenExchange
  private let selections: Int

  /// Spreads the experts over the data ranks; every one of them takes part.
  ///
  /// - Parameters:
  ///   - architecture: The same on every rank.
  ///   - data: The ranks that share the experts, as ``ProcessGrid/data``; they divide them.
  ///   - ranksPerNode: Ranks in consecutive equal runs that share memory; nil for the longest such
  ///     runs there are.
  /// - Throws: `TrainingError` on every rank: with code `unsupportedModel` for a model without experts,
  ///   `exchangeFailed` where they cannot be spread or a message fails.
  public init(
    _ architecture: Architecture, over data: Communicator, ranksPerNode: Int? = nil
  ) throws(TrainingError) {
    guard let layers = architecture.experts else {
      throw TrainingError(
        code: .unsupportedModel,
        detail: "\(architecture.name) has no experts to spread over \(data.size) ranks; "
          + "one that has some is accepted")
    }
    guard layers.routed % data.size == 0 else {
      let accepted = (1...layers.routed).filter { layers.routed % $0 == 0 }.map(String.init)
      throw TrainingError(
        code: .exchangeFailed,
        detail: "\(layers.routed) experts on \(data.size) data ranks; "
          + "\(accepted.joined(separator: ", ")) data ranks are accepted")
    }
    exchange = try TrainingError.exchanging { () throws(ExchangeError) in
      let run = if let ranksPerNode { ranksPerNode } else { try MachineRuns.longest(of: data) }
      return try TokenExchange(
        ExchangeSettings(
          experts: layers.routed, hidden: architecture.hiddenSize, selections: layers.active,
          ranksPerNode: run), over: data)
    }
    selections = layers.active
    wait = PassWait(name: "data rank \(data.rank) of \(data.size)")
    experts = exchange.grid.experts(ofRank: data.rank)
  }

  public func startDispatch(
    _ tokens: Matrix, routing: RoutedTokens, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingDispatch {
    let (ids, weights) = (routing.topK, routing.weights)
    switch format {
    case .fp32:
      return RankDispatch(
        try TrainingError.exchanging { () throws(ExchangeError) in
          try exchange.startDispatch(tokens.values, ids: ids, weights: weights)
        }, noting: wait)
    case .bf16:
      return RankDispatch(
        try TrainingError.exchanging { () throws(ExchangeError) in
          try exchange.startDispatch(
            ExchangedRows.encoded(tokens), ids: ids, weights: weights)
        }, noting: wait)
    case .fp8:
      let codes = try ExchangedRows.codes(tokens)
      return RankDispatch(
        try TrainingError.exchanging { () throws(ExchangeError) in
          try exchange.startDispatch(codes, ids: ids, weights: weights)
        }, noting: wait)
    }
  }

  public func startDispatch(
    _ tokens: Matrix, along routes: any ExpertRoutes, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingDispatch {
    let routes = try own(routes)
    switch format {
    case .fp32:
      return RankDispatch(
        try TrainingError.exchanging { () throws(ExchangeError) in
          try exchange.startDispatch(tokens.values, handle: routes.handle)
        }, along: routes, noting: wait)
    case .bf16:
      return RankDispatch(
        try TrainingError.exchanging { () throws(ExchangeError) in
          try exchange.startDispatch(ExchangedRows.encoded(tokens), handle: routes.handle)
        }, along: routes, noting: wait)
    case .fp8:
      let codes = try ExchangedRows.codes(tokens)
      return RankDispatch(
        try TrainingError.exchanging { () throws(ExchangeError) in
          try exchange.startDispatch(codes, handle: routes.handle)
        }, along: routes, noting: wait)
    }
  }

  public func startCombine(
    _ rows: Matrix, weights: [Float]?, along routes: any ExpertRoutes, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingCombine {
    let routes = try own(routes)
    let returned = weights.map { routes.bySelection($0, selections: selections) }
    switch format {
    case .fp32:
      return RankCombine(
        try TrainingError.exchanging { () throws(ExchangeError) in
          try exchange.startCombine(
            LayerKernels.gather(rows, places: routes.rowOfContribution).values,
            weights: returned, handle: routes.handle)
        }, columns: rows.columns, noting: wait)
    case .bf16:
      let sums = routes.summed(rows)
      return RankCombine(
        try TrainingError.exchanging { () throws(ExchangeError) in
          try exchange.startCombine(
            ExchangedRows.encoded(sums), weights: returned, handle: routes.handle)
        }, columns: rows.columns, noting: wait)
    case .fp8:
      throw TrainingError(
        code: .exchangeFailed, detail: "a combine in fp8; fp32 and bf16 are accepted")
    }
  }

  public func progress() { exchange.progress() }

  /// Gives the memory that ranks share back; every one of them calls it, when no pass is under way.
  ///
  /// Without it the memory stays until the run ends.
  ///
  /// - Throws: `TrainingError` with code `exchangeFailed`.
  public func close() throws(TrainingError) {
    try TrainingError.exchanging { () throws(ExchangeError) in try exchange.close() }
  }

  private func own(_ routes: any ExpertRoutes) throws(TrainingError) -> RankRoutes {
    guard let routes = routes as? RankRoutes else {
      throw TrainingError(code: .exchangeFailed, detail: "routes of another exchange")
    }
    return routes
  }
}
