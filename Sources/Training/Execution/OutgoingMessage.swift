import LinearAlgebra
import MPIRuntime

/// A boundary on its way to another rank, which keeps its buffers until MPI is done with them.
final class OutgoingMessage {
  let boundary: Boundary
  let receiver: Int
  private var header: PendingOperation<Int64>?
  private var payload: PendingOperation<Float>?

  /// Starts both sends.
  ///
  /// - Parameters:
  ///   - boundary: What it is.
  ///   - matrix: `[tokens, hidden]`
  ///   - made: When the matrix was there, on the ranks' common clock in nanoseconds.
  ///   - receiver: Another rank.
  ///   - tag: Of the first message; the second has the next one.
  ///   - communicator: Of the ranks.
  /// - Throws: `MPIError` where they cannot be started.
  init(
    _ boundary: Boundary, _ matrix: Matrix, made: Int64, to receiver: Int, tag: Int,
    on communicator: Communicator
  ) throws(MPIError) {
    self.boundary = boundary
    self.receiver = receiver
    header = try communicator.send(MessageBuffer([made]), to: receiver, tag: tag)
    payload = try communicator.send(MessageBuffer(matrix.values), to: receiver, tag: tag + 1)
  }

  /// Frees the buffers where MPI is done with them, and lets it make progress.
  ///
  /// - Returns: Whether it was.
  /// - Throws: `MPIError` where MPI fails.
  func finish() throws(MPIError) -> Bool {
    guard try header?.isComplete() ?? true, try payload?.isComplete() ?? true else { return false }
    _ = try header.take()?.wait()
    _ = try payload.take()?.wait()
    return true
  }

  /// Gives up what is still in flight.
  func abandon() {
    header.take()?.abandon()
    payload.take()?.abandon()
  }
}
