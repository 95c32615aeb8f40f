internal import MPIRuntime

/// A stream of chunks from one peer, read in order, several on their way at a time.
final class RailReceiver {
  private let rail: Communicator
  private let peer: Int
  private let tag: Int
  /// Bytes of each chunk.
  private let sizes: [Int]
  private let channels: [RailChannel]
  /// The chunk that is to be read now.
  private(set) var current = 0

  /// Posts receives for the first chunks.
  ///
  /// - Parameters:
  ///   - rail: The ranks with this rank's place in all nodes.
  ///   - peer: Node of the sender.
  ///   - tag: Of all messages of the stream.
  ///   - sizes: Bytes of each chunk.
  ///   - channels: Messages on their way at a time, at most.
  /// - Throws: `MPIError` with code `callFailed` when MPI fails.
  init(
    rail: Communicator, peer: Int, tag: Int, sizes: [Int], channels: Int
  ) throws(MPIError) {
    self.rail = rail
    self.peer = peer
    self.tag = tag
    self.sizes = sizes
    let capacity = sizes.max() ?? 0
    self.channels = (0..<min(channels, sizes.count)).map { _ in RailChannel(capacity: capacity) }
    for chunk in self.channels.indices { try post(chunk) }
  }

  var isComplete: Bool { current == sizes.count }

  /// Bytes of the current chunk.
  var currentSize: Int { sizes[current] }

  /// The current chunk; nil while it is on its way.
  func head() throws(MPIError) -> UnsafeRawPointer? {
    guard current < sizes.count else { return nil }
    let channel = channels[current % channels.count]
    guard try channel.isHere() else { return nil }
    // Reason: it stays there until `release()`.
    return unsafe UnsafeRawPointer(channel.start)
  }

  /// Ends the use of the current chunk; its channel receives a later one.
  func release() throws(MPIError) {
    let later = current + channels.count
    current += 1
    if later < sizes.count { try post(later) }
  }

  private func post(_ chunk: Int) throws(MPIError) {
    let channel = channels[chunk % channels.count]
    guard let buffer = channel.buffer.take() else { return }
    channel.pending = try rail.receive(buffer, count: sizes[chunk], from: peer, tag: tag)
  }
}
