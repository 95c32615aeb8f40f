internal import Glibc

/// Rows of a dispatch packed as one message: ids, weights and scales of all rows, then the payload.
///
/// Reason to be unsafe: parts of several types lie in one message. Its owner makes it long enough for
/// its rows; what is 4 bytes wide comes first, so that it is aligned.
@unsafe
struct RowChunk {
  private let start: UnsafeMutableRawPointer
  private let rows: Int
  private let widths: RowSections.Widths

  init(_ start: UnsafeMutableRawPointer, rows: Int, widths: RowSections.Widths) {
    unsafe self.start = start
    unsafe self.rows = rows
    unsafe self.widths = widths
  }

  /// Where a row is in the chunk.
  func row(_ index: Int) -> RowPointers {
    let weights = unsafe rows * widths.ids
    let scales = unsafe weights + rows * widths.weights
    let payload = unsafe scales + rows * widths.scales
    func part<Element>(_ offset: Int, _ width: Int, _ type: Element.Type) -> UnsafePointer<
      Element
    >? {
      width == 0
        ? nil
        : unsafe UnsafePointer(
          (start + offset + index * width).assumingMemoryBound(to: Element.self))
    }
    return unsafe RowPointers(
      payload: UnsafeRawPointer(start + payload + index * widths.payload),
      scales: part(scales, widths.scales, Float.self), ids: part(0, widths.ids, Int32.self),
      weights: part(weights, widths.weights, Float.self))
  }

  /// Copies a row into the chunk.
  func write(_ source: RowPointers, at index: Int) {
    let target = unsafe row(index)
    unsafe Self.copy(target.payload, source.payload, widths.payload)
    unsafe Self.copy(target.scales, source.scales, widths.scales)
    unsafe Self.copy(target.ids, source.ids, widths.ids)
    unsafe Self.copy(target.weights, source.weights, widths.weights)
  }

  private static func copy(
    _ target: UnsafeRawPointer?, _ source: UnsafeRawPointer?, _ bytes: Int
  ) {
    guard let target = unsafe target, let source = unsafe source, bytes > 0 else { return }
    unsafe memcpy(UnsafeMutableRawPointer(mutating: target), source, bytes)
  }
}
