internal import MPIRuntime

/// A stream of chunks to one peer, several on their way at a time.
final class RailSender {
  private let rail: Communicator
  private let peer: Int
  private let tag: Int
  private let chunks: Int
  private let channels: [RailChannel]
  private var next = 0
  private var waiting = 0

  /// Prepares a stream; nothing is sent yet.
  ///
  /// - Parameters:
  ///   - rail: The ranks with this rank's place in all nodes.
  ///   - peer: Node of the receiver.
  ///   - tag: Of all messages of the stream.
  ///   - chunks: Messages in the stream.
  ///   - capacity: Bytes of the longest.
  ///   - channels: Messages on their way at a time, at most.
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
  /// - Throws: `MPIError` with code `callFailed` when MPI fails.
  func advance(fill: (Int, UnsafeMutableRawPointer) -> Int) throws(MPIError) -> Bool {
    guard next < chunks else { return try drain() }
    let channel = channels[next % channels.count]
    // Reason: the channel is as long as the longest chunk, and is not on its way while it is filled.
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
