internal import Glibc

/// A dispatch or combine on its way.
///
/// Between two calls of ``poll()`` the program can compute.
///
/// Messages move only while some operation of the exchange is polled or finished. An operation that
/// needs more shared memory than any before it waits in a poll for the other ranks of the node. To drop one before
/// it is finished ends the process: other ranks would wait for ever.
public struct PendingExchange<Result: ~Copyable>: ~Copyable {
  private static var roundsBetweenNotes: Int { 2048 }

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
  /// - Parameter note: Called now and then when nothing has moved for some tenths of a second, with the
  ///   ranks of this rank's node that have not started the operation, or done nothing for it since, as
  ///   far as this rank can tell.
  /// - Returns: The result.
  /// - Throws: As ``poll()``.
  public consuming func finish(
    noting note: (([Int]) -> Void)? = nil
  ) throws(ExchangeError) -> Result {
    var idle = 0
    while try !isEnded() {
      idle = context.progress() ? 0 : idle + 1
      guard idle > 0 else { continue }
      Self.makeRoom(after: idle)
      if idle.isMultiple(of: Self.roundsBetweenNotes), let note { note(operation.lateRanks) }
    }
    guard let result = result() else {
      throw ExchangeError(code: .closed, detail: "the operation gave no result")
    }
    return result
  }

  /// Leaves the core to other ranks, which may outnumber the cores.
  ///
  /// - Parameter rounds: In which nothing happened; after many of them the rank sleeps, since a core
  ///   that many waiting ranks yield to each other does little else.
  private static func makeRoom(after rounds: Int) {
    if rounds < 256 { sched_yield() } else { usleep(20) }
  }

  /// Gives the operation up, for a program that ends because of an error.
  ///
  /// The exchange is closed with it: the ranks are out of step.
  public consuming func abandon() { operation.abandon() }

  private func isEnded() throws(ExchangeError) -> Bool {
    if let failure = operation.failure { throw failure }
    if operation.isEnded { return true }
    guard !context.isClosed else {
      throw ExchangeError(code: .closed, detail: "another operation of the exchange failed")
    }
    return false
  }
}
