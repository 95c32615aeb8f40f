public import FloatFormats

/// What a dispatch brought: by source rank, and within one in the order of its tokens.
///
/// The rows lie in memory that the node's ranks share; it is free again when the value and what was
/// taken out of it are gone. Rows can be overwritten and given to a combine where they are.
@safe
public struct ReceivedTokens<Payload: TokenPayload>: ~Copyable {
  /// For a combine of these tokens, and for further dispatches of them.
  public let handle: DispatchHandle
  /// What codes are; nil of numbers.
  public let format: EightBitFormat?
  private let region: SharedRegion
  private let sections: RowSections

  init(
    handle: DispatchHandle, region: SharedRegion, sections: RowSections, format: EightBitFormat?
  ) {
    self.handle = handle
    self.region = region
    self.sections = sections
    self.format = format
  }

  /// Rows received.
  public var count: Int { sections.rows }

  /// `[count, hidden]`, row-major.
  public var rows: Span<Payload> {
    @_lifetime(borrow self)
    borrowing get {
      // Reason, here and below: the region lives as long as this value, which the span borrows.
      unsafe _overrideLifetime(
        region.span(at: 0, bytes: sections.rows * sections.widths.payload), borrowing: self)
    }
  }

  /// `[count, hidden]`, for writing.
  public var mutableRows: MutableSpan<Payload> {
    @_lifetime(&self)
    mutating get {
      unsafe _overrideLifetime(
        region.mutableSpan(at: 0, bytes: sections.rows * sections.widths.payload),
        mutating: &self)
    }
  }

  /// `[count, groups of 128]`; empty unless the rows are codes.
  public var scales: Span<Float> {
    @_lifetime(borrow self)
    borrowing get {
      unsafe _overrideLifetime(
        region.span(at: sections.scales, bytes: sections.rows * sections.widths.scales),
        borrowing: self)
    }
  }

  /// `[count, k]`, ids among this rank's experts, -1 for those of other ranks; empty when the dispatch
  /// had a handle.
  public var ids: Span<Int32> {
    @_lifetime(borrow self)
    borrowing get {
      unsafe _overrideLifetime(
        region.span(at: sections.ids, bytes: sections.rows * sections.widths.ids),
        borrowing: self)
    }
  }

  /// `[count, k]`, 0 where ``ids`` is -1; empty when the dispatch had a handle.
  public var weights: Span<Float> {
    @_lifetime(borrow self)
    borrowing get {
      unsafe _overrideLifetime(
        region.span(at: sections.weights, bytes: sections.rows * sections.widths.weights),
        borrowing: self)
    }
  }

  /// The rows alone, to be overwritten and combined where they are.
  public consuming func takeRows() -> SharedRows<Payload> {
    SharedRows(region: region, count: sections.rows, width: handle.context.settings.hidden)
  }
}

extension ReceivedTokens<UInt8> {
  /// A copy as a quantised matrix, `[count, hidden]`.
  ///
  /// - Throws: `QuantizationError` with code `unusableScale` when the sender's scales are.
  public func quantizedRows() throws(QuantizationError) -> QuantizedRows {
    try QuantizedRows(
      rows: count, columns: handle.context.settings.hidden, codes: rows.copied,
      scales: scales.copied, format: format ?? .e4m3)
  }
}

extension Span where Element: BitwiseCopyable {
  /// The elements as an array.
  var copied: [Element] { unsafe withUnsafeBufferPointer { unsafe [Element]($0) } }
}
