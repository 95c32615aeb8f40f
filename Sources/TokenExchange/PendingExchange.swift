internal import Glibc

/// A dispatch or combine on its way. Between two calls of ``poll()`` the program can compute.
///
/// Messages move only while some operation of the exchange is polled or finished. To drop one before
/// it is finished ends the process: other ranks would wait for ever.
public struct PendingExchange<Result: ~Copyable>: ~Copyable {
  private let operation: ExchangeOperation
  private let context: ExchangeContext
  private let result: () -> Result?

  init(
    _ operation: ExchangeOperation, in context: ExchangeContext, result: @escaping () -> Result?
  ) {
    self.operation = operation
    self.context = context
    self.result = result
  }

  deinit {
    // A failed exchange ends the job anyway, and its own error is the one to be read.
    guard operation.isEnded || context.isClosed else {
      fatalError("a dispatch or combine was dropped without finish()")
    }
  }

  /// Moves what can be moved now, a piece of a few rows.
  ///
  /// - Returns: True when ``finish()`` would return at once.
  /// - Throws: `ExchangeError` with code `ranksDisagree`, `refusedElsewhere` or this rank's own
  ///   refusal, `messagingFailed`, or `closed`.
  public func poll() throws(ExchangeError) -> Bool {
    _ = context.progress()
    return try isEnded()
  }

  /// Waits until the operation has ended on this rank.
  ///
  /// - Returns: The result.
  /// - Throws: As ``poll()``.
  public consuming func finish() throws(ExchangeError) -> Result {
    while try !isEnded() {
      // Ranks may outnumber cores: those that wait make room for those that work.
      if !context.progress() { sched_yield() }
    }
    guard let result = result() else {
      throw ExchangeError(code: .closed, detail: "the operation gave no result")
    }
    return result
  }

  private func isEnded() throws(ExchangeError) -> Bool {
    if let failure = operation.failure { throw failure }
    if operation.isEnded { return true }
    guard !context.isClosed else {
      throw ExchangeError(code: .closed, detail: "another operation of the exchange failed")
    }
    return false
  }
}
