/// Rows in memory that the node's ranks share: what a combine reads without copying it first.
@safe
public struct SharedRows<Payload: TokenPayload>: ~Copyable {
  let region: SharedRegion
  /// Rows.
  public let count: Int
  /// Numbers in a row.
  public let width: Int

  init(region: SharedRegion, count: Int, width: Int) {
    self.region = region
    self.count = count
    self.width = width
  }

  private var bytes: Int { count * width * MemoryLayout<Payload>.stride }

  /// `[count, width]`, row-major.
  public var span: Span<Payload> {
    @_lifetime(borrow self)
    borrowing get {
      // Reason, here and below: the region lives as long as this value, which the span borrows.
      unsafe _overrideLifetime(region.span(at: 0, bytes: bytes), borrowing: self)
    }
  }

  /// `[count, width]`, for writing.
  public var mutableSpan: MutableSpan<Payload> {
    @_lifetime(&self)
    mutating get {
      unsafe _overrideLifetime(region.mutableSpan(at: 0, bytes: bytes), mutating: &self)
    }
  }
}
