internal import MPIRuntime

/// What ranks do together, so that all of them go on or none.
///
/// A rank that threw alone would leave the others waiting for it.
enum CheckpointAgreement {
  /// Does something on this rank, and fails on every rank where any rank failed.
  ///
  /// - Returns: What this rank's body made.
  /// - Throws: `CheckpointError`, that of the first rank that failed, on every rank; `MPIError`.
  static func require<Value>(
    on world: Communicator, _ body: () throws(CheckpointError) -> Value
  ) throws -> Value {
    let result = Result(catching: body)
    var message: [UInt8] = []
    if case .failure(let error) = result {
      message = [error.code.rawValue] + Array(error.detail.utf8)
    }
    let messages = try world.allGather(message)
    if let first = messages.first(where: { !$0.isEmpty }) {
      throw CheckpointError(
        code: CheckpointError.Code(rawValue: first[0]) ?? .readFailed,
        detail: String(decoding: first.dropFirst(), as: UTF8.self))
    }
    return try result.get()
  }

  /// Does something on rank 0 alone, and fails on every rank where that failed.
  ///
  /// - Throws: `CheckpointError` on every rank; `MPIError`.
  static func require(
    onFirstOf world: Communicator, _ body: () throws(CheckpointError) -> Void
  ) throws {
    try require(on: world) { () throws(CheckpointError) in
      if world.rank == 0 { try body() }
    }
  }
}
