import MPIRuntime

extension Communicator {
  /// Reads an input on every process and goes on only where all could.
  ///
  /// Without this, one machine that misses a file would leave the others waiting in a collective.
  ///
  /// - Throws: The input's own error where all processes met one or this is process 0;
  ///   `ProcessFailure` where only some did.
  func agreeing<Value>(on read: () throws -> Value) throws -> Value {
    let result = Result { try read() }
    let isFailure = if case .failure = result { true } else { false }
    let failures = try allReduce([isFailure ? 1 : 0] as [Int32], .sum)[0]
    switch result {
    case .success(let value):
      guard failures == 0 else { throw ProcessFailure.elsewhere }
      return value
    case .failure(let error):
      if rank == 0 || failures == Int32(size) { throw error }
      throw ProcessFailure.here(rank: rank, cause: error)
    }
  }
}
