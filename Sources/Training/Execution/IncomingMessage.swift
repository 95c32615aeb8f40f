import LinearAlgebra
import MPIRuntime

/// A boundary on its way from another rank, posted before it is sent.
///
/// It travels as two messages, the time at which it was made and the matrix, so that the receiver can
/// tell the wait for work that is not there from the wait for bytes that move. Once it was taken, the
/// object with its memory can be posted for the next boundary: to fill a new buffer of megabytes for
/// each would cost more than the rest of the executor.
final class IncomingMessage {
  private(set) var boundary: Boundary
  private(set) var sender: Int
  /// When it was seen to be there, on the ranks' common clock; nil until then.
  private(set) var arrived: Int64?
  let shape: (rows: Int, columns: Int)
  private var header: PendingOperation<Int64>?
  private var payload: PendingOperation<Float>?
  private var spare: MessageBuffer<Float>?

  /// Posts both receives.
  ///
  /// - Throws: `MPIError` where they cannot be posted.
  init(
    _ boundary: Boundary, shape: (rows: Int, columns: Int), from sender: Int, tag: Int,
    on communicator: Communicator
  ) throws(MPIError) {
    self.boundary = boundary
    self.sender = sender
    self.shape = shape
    try post(boundary, from: sender, tag: tag, on: communicator)
  }

  /// Posts both receives of another boundary of the same shape, after ``take()``.
  ///
  /// - Throws: `MPIError` where they cannot be posted.
  func post(
    _ boundary: Boundary, from sender: Int, tag: Int, on communicator: Communicator
  ) throws(MPIError) {
    self.boundary = boundary
    self.sender = sender
    arrived = nil
    let buffer = spare.take() ?? MessageBuffer(repeating: 0, count: shape.rows * shape.columns)
    header = try communicator.receive(
      MessageBuffer(repeating: 0, count: 1), from: sender, tag: tag)
    payload = try communicator.receive(buffer, from: sender, tag: tag + 1)
  }

  /// Looks whether it has arrived, which also lets MPI make progress.
  ///
  /// - Parameter clock: Of the ranks.
  /// - Throws: `MPIError` where MPI fails.
  func look(_ clock: RankClock) throws(MPIError) {
    guard arrived == nil, try header?.isComplete() ?? false, try payload?.isComplete() ?? false
    else { return }
    arrived = clock.now
  }

  /// What arrived, and when it was made.
  ///
  /// - Throws: `MPIError` where a message has not the length that was posted.
  func take() throws -> (made: Int64, matrix: Matrix) {
    let made = try header.take()?.wait().array.first ?? 0
    guard let buffer = try payload.take()?.wait() else {
      throw ExecutionError(code: .wrongInput, detail: "\(boundary) was taken twice")
    }
    let values = buffer.array
    spare = consume buffer
    return (made, try Matrix(rows: shape.rows, columns: shape.columns, values: values))
  }

  /// Gives up what is still in flight.
  func abandon() {
    header.take()?.abandon()
    payload.take()?.abandon()
  }
}
