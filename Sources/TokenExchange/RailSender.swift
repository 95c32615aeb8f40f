internal import MPIRuntime

/// Messages between nodes go to the rank with the same place in each.
///
/// A buffer that is filled or read here, or on its way.
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

/// A stream of chunks to one peer, several on their way at a time.
final class RailSender {
  private let rail: Communicator
  private let peer: Int
  private let tag: Int
  private let chunks: Int
  private let channels: [RailChannel]
  private var next = 0
  private var waiting = 0

  /// - Parameters:
  ///   - peer: Node of the receiver.
  ///   - chunks: Messages in the stream.
  ///   - capacity: Bytes of the longest.
  init(rail: Communicator, peer: Int, tag: Int, chunks: Int, capacity: Int, channels: Int) {
    self.rail = rail
    self.peer = peer
    self.tag = tag
    self.chunks = chunks
    self.channels = (0..<min(channels, chunks)).map { _ in RailChannel(capacity: capacity) }
  }

  var isComplete: Bool { next == chunks && waiting == chunks }

  /// Sends the next chunk if a channel is free.
  ///
  /// - Parameter fill: Writes a chunk, by number, and returns its bytes.
  /// - Returns: Whether anything was sent, or came back.
  func advance(fill: (Int, UnsafeMutableRawPointer) -> Int) throws(MPIError) -> Bool {
    guard next < chunks else { return try drain() }
    let channel = channels[next % channels.count]
    guard try channel.isHere(), let start = unsafe channel.start else { return false }
    let bytes = unsafe fill(next, start)
    guard let buffer = channel.buffer.take() else { return false }
    channel.pending = try rail.send(buffer, count: bytes, to: peer, tag: tag)
    next += 1
    return true
  }

  /// Takes back the buffers of the last chunks.
  private func drain() throws(MPIError) -> Bool {
    guard waiting < chunks else { return false }
    for channel in channels where try !channel.isHere() { return false }
    waiting = chunks
    return true
  }
}
