import MPIRuntime

/// Something that ranks do together, with a name by which a test asks for it.
struct Scenario: Sendable {
  var name: String
  /// What an error of the body ends the job with.
  var exitCode: Int32 = 70
  /// Throws ``Unexpected`` when what it saw is wrong.
  var body: @Sendable (Communicator) throws -> Void

  init(
    _ name: String, exitCode: Int32 = 70,
    _ body: @escaping @Sendable (Communicator) throws -> Void
  ) {
    self.name = name
    self.exitCode = exitCode
    self.body = body
  }

  /// In the order of the files that hold them.
  static var all: [Scenario] {
    messages + collectives + splitting + sharing + refusals + failures + exchange
      + exchangeProgress + exchangeFailures + execution + executionFailures + timed + computing
      + training + optimizer + checkpoints + restarts
      + trainingPrecision + trainingPairs + trainingFailures + trainingRun + trainingExchange
      + trainingOverhead + trainingMemory
  }
}
