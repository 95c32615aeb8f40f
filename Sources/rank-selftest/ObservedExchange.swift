import ExpertParallelism
import LinearAlgebra
import Training

/// An exchange whose dispatches are written to a log.
final class ObservedExchange: ExpertExchange {
  private let exchange: any ExpertExchange
  private let log: PassLog

  init(_ exchange: any ExpertExchange, _ log: PassLog) {
    self.exchange = exchange
    self.log = log
  }

  var experts: Range<Int> { exchange.experts }

  var wait: PassWait? { exchange.wait }

  func startDispatch(
    _ tokens: Matrix, routing: RoutedTokens, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingDispatch {
    log.chose(routing.topK)
    return observed(try exchange.startDispatch(tokens, routing: routing, format: format))
  }

  func startDispatch(
    _ tokens: Matrix, along routes: any ExpertRoutes, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingDispatch {
    observed(try exchange.startDispatch(tokens, along: routes, format: format))
  }

  func startCombine(
    _ rows: Matrix, weights: [Float]?, along routes: any ExpertRoutes, format: ExchangeFormat
  ) throws(TrainingError) -> any PendingCombine {
    try exchange.startCombine(rows, weights: weights, along: routes, format: format)
  }

  func progress() { exchange.progress() }

  private func observed(_ dispatch: any PendingDispatch) -> any PendingDispatch {
    log.note(.dispatchStarted, log.current)
    return ObservedDispatch(dispatch, log)
  }
}

private final class ObservedDispatch: PendingDispatch {
  private let dispatch: any PendingDispatch
  private let log: PassLog

  init(_ dispatch: any PendingDispatch, _ log: PassLog) {
    self.dispatch = dispatch
    self.log = log
  }

  func finish() throws(TrainingError) -> DispatchedRows {
    log.note(.dispatchFinished, log.current)
    return try dispatch.finish()
  }
}
