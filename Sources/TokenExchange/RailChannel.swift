internal import MPIRuntime

/// A buffer of messages between nodes: it is here, to be filled or read, or on its way.
final class RailChannel {
  var buffer: MessageBuffer<UInt8>?
  var pending: PendingOperation<UInt8>?

  init(capacity: Int) { buffer = MessageBuffer(repeating: 0, count: capacity) }

  /// Whether the buffer is here; asks MPI where it was on its way.
  func isHere() throws(MPIError) -> Bool {
    guard let arrived = try pending?.isComplete() else { return true }
    if arrived { buffer = try pending.take()?.wait() }
    return arrived
  }

  /// The buffer's first byte while it is here.
  var start: UnsafeMutableRawPointer? {
    // Reason: chunks are rows of several types; who writes to one does so before it is sent.
    guard let address = unsafe buffer?.baseAddress else { return nil }
    return UnsafeMutableRawPointer(address)
  }
}
