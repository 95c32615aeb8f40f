/// A range of this rank's shared memory, given back when nobody holds it any more.
final class SharedRegion {
  let pool: SharedPool
  let arena: Int
  let range: Range<Int>

  init(pool: SharedPool, arena: Int, range: Range<Int>) {
    self.pool = pool
    self.arena = arena
    self.range = range
  }

  deinit { pool.giveBack(self) }

  /// The first byte.
  var start: UnsafeMutableRawPointer { unsafe pool.start(of: self) }

  /// Elements in the region.
  ///
  /// Reason to be unsafe: the span must not outlive the region, which only the caller can see to.
  @unsafe
  @_lifetime(immortal)
  func span<Element>(at offset: Int, bytes: Int) -> Span<Element> {
    let buffer = unsafe self.buffer(of: Element.self, at: offset, bytes: bytes)
    return unsafe _overrideLifetime(
      Span(_unsafeElements: UnsafeBufferPointer(buffer)), copying: ())
  }

  /// The same for writing.
  @unsafe
  @_lifetime(immortal)
  func mutableSpan<Element>(at offset: Int, bytes: Int) -> MutableSpan<Element> {
    let buffer = unsafe self.buffer(of: Element.self, at: offset, bytes: bytes)
    return unsafe _overrideLifetime(MutableSpan(_unsafeElements: buffer), copying: ())
  }

  private func buffer<Element>(
    of type: Element.Type, at offset: Int, bytes: Int
  ) -> UnsafeMutableBufferPointer<Element> {
    precondition(offset + bytes <= range.count, "\(offset) + \(bytes) of \(range.count) bytes")
    return unsafe UnsafeMutableBufferPointer(
      start: (start + offset).assumingMemoryBound(to: Element.self),
      count: bytes / MemoryLayout<Element>.stride)
  }
}
