extension BlockScaledProduct {
  /// Adds the product in single precision, a panel of each factor at a time.
  ///
  /// A panel is as deep as a block, so that OpenBLAS sums over one block in registers before it adds
  /// to the result; this costs no time against one call for all of the depth.
  func addPanels(toRowsFrom first: Int, of sum: inout Matrix) {
    let (rows, columns) = (rows, columns)
    guard rows > 0, columns > 0 else { return }
    var (leftPanel, rightPanel): ([Float], [Float]) = ([], [])
    for block in blocks {
      Self.resize(&leftPanel, to: rows * block.count)
      Self.resize(&rightPanel, to: columns * block.count)
      decodeLeft(block, into: &leftPanel)
      decodeRight(block, into: &rightPanel)
      let product = SingleProduct(rows: rows, columns: columns, depth: block.count)
      unsafe leftPanel.withUnsafeBufferPointer { a in
        unsafe rightPanel.withUnsafeBufferPointer { b in
          unsafe sum.values.withUnsafeMutableBufferPointer { d in
            // Reason: the buffers live until the call returns; panels hold the block, and the
            // rows from `first` on are the matrix's own.
            unsafe product.run(
              .init(a.baseAddress, stride: block.count, isTransposed: false),
              .init(
                b.baseAddress, stride: rightAxis == .columns ? block.count : columns,
                isTransposed: rightAxis == .columns),
              into: d.baseAddress.map { unsafe $0 + first * columns }, stride: columns)
          }
        }
      }
    }
  }

  /// Only the first and the last block have other sizes than the rest.
  private static func resize(_ panel: inout [Float], to count: Int) {
    guard panel.count != count else { return }
    panel = [Float](repeating: 0, count: count)
  }

  /// Decodes a block of the left factor, `[rows, block]`.
  private func decodeLeft(_ block: Range<Int>, into panel: inout [Float]) {
    var span = panel.mutableSpan
    left.decode(rows: leftRows, columns: block, into: &span)
  }

  /// Decodes a block of the right factor, `[columns, block]`; `[block, columns]` where rows are
  /// summed over.
  private func decodeRight(_ block: Range<Int>, into panel: inout [Float]) {
    var span = panel.mutableSpan
    switch rightAxis {
    case .columns: right.decode(rows: 0..<columns, columns: block, into: &span)
    case .rows: right.decode(rows: block, columns: 0..<columns, into: &span)
    }
  }
}
