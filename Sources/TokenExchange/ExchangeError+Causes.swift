internal import ExpertParallelism
internal import MPIRuntime

extension ExchangeError {
  init(_ error: MPIError) { self.init(code: .messagingFailed, detail: "\(error)") }

  init(_ error: RoutingError) {
    let code: Code =
      switch error.code {
      case .expertOutOfRange: .expertOutOfRange
      case .shapeMismatch: .shapeMismatch
      default: .settingOutOfRange
      }
    self.init(code: code, detail: error.detail)
  }
}

/// Runs what sends messages; its errors become those of the exchange.
///
/// - Throws: `ExchangeError` with code `messagingFailed`.
func messaging<Result: ~Copyable>(
  _ body: () throws(MPIError) -> Result
) throws(ExchangeError) -> Result {
  do {
    return try body()
  } catch {
    throw ExchangeError(error)
  }
}

/// Runs what checks routing; its errors become those of the exchange.
func routing<Result>(
  _ body: () throws(RoutingError) -> Result
) throws(ExchangeError) -> Result {
  do {
    return try body()
  } catch {
    throw ExchangeError(error)
  }
}
