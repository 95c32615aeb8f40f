import LinearAlgebra
import MPIRuntime

/// A boundary on its way to another rank, which keeps its buffers until MPI is done with them.
///
/// Then the object with its memory can send the next boundary of the same shape.
final class OutgoingMessage {
  private(set) var boundary: Boundary
  private(set) var receiver: Int
  /// Elements of a matrix.
  let count: Int
  private var header: PendingOperation<Int64>?
  private var payload: PendingOperation<Float>?
  private var spare: MessageBuffer<Float>?

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
    count = matrix.values.count
    try send(boundary, matrix, made: made, to: receiver, tag: tag, on: communicator)
  }

  /// Starts both sends of another boundary, of as many elements, after ``finish()`` gave true.
  ///
  /// - Throws: `MPIError` where they cannot be started.
  func send(
    _ boundary: Boundary, _ matrix: Matrix, made: Int64, to receiver: Int, tag: Int,
    on communicator: Communicator
  ) throws(MPIError) {
    self.boundary = boundary
    self.receiver = receiver
    header = try communicator.send(MessageBuffer([made]), to: receiver, tag: tag)
    if var buffer = spare.take() {
      buffer.overwrite(with: matrix.values)
      payload = try communicator.send(buffer, to: receiver, tag: tag + 1)
    } else {
      payload = try communicator.send(
        MessageBuffer(matrix.values), to: receiver, tag: tag + 1)
    }
  }

  /// Takes the buffers back where MPI is done with them, and lets it make progress.
  ///
  /// - Returns: Whether it was.
  /// - Throws: `MPIError` where MPI fails.
  func finish() throws(MPIError) -> Bool {
    guard try header?.isComplete() ?? true, try payload?.isComplete() ?? true else { return false }
    _ = try header.take()?.wait()
    spare = try payload.take()?.wait()
    return true
  }

  /// Gives up what is still in flight.
  func abandon() {
    header.take()?.abandon()
    payload.take()?.abandon()
  }
}
