internal import Glibc

/// What a rank gives to a combine.
struct CombineInput<Element: CombinedPayload> {
  /// `[rows, hidden]`; empty where the rows are in shared memory already.
  let rows: [Element]
  /// Where they are in shared memory.
  let region: SharedRegion?
  /// `[received rows, k]`, row-major; nil where no weights go back.
  let weights: [Float]?

  /// Copies what is not there yet into a region.
  func fill(_ start: UnsafeMutableRawPointer, sections: RowSections) {
    // Reason: the region has room for the sections, and the arrays were checked against them.
    unsafe rows.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe memcpy(start, source, bytes.count)
    }
    unsafe weights?.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress else { return }
      unsafe memcpy(start + sections.weights, source, bytes.count)
    }
  }
}
