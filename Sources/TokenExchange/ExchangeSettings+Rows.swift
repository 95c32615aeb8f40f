extension ExchangeSettings {
  /// Bytes of the parts of a dispatched row.
  func dispatchWidths(_ type: PayloadType, isCached: Bool) -> RowSections.Widths {
    RowSections.Widths(
      payload: hidden * type.width, scales: type == .codes ? 4 * scalesPerRow : 0,
      ids: isCached ? 0 : 4 * selections, weights: isCached ? 0 : 4 * selections)
  }

  /// Bytes of the parts of what a rank gives to a combine.
  ///
  /// - Parameters:
  ///   - type: Of the rows.
  ///   - hasWeights: Weights are by received row, whatever the rows are by.
  /// - Returns: Bytes of each part.
  func combineWidths(_ type: PayloadType, hasWeights: Bool) -> RowSections.Widths {
    RowSections.Widths(payload: hidden * type.width, weights: hasWeights ? 4 * selections : 0)
  }

  /// Bytes of a region for rows, with room for weights that a combine may put behind them.
  func regionBytes(rows: Int, widths: RowSections.Widths) -> Int {
    let combined = RowSections.Widths(payload: widths.payload, weights: 4 * selections)
    return max(
      RowSections(rows: rows, widths: widths).total,
      RowSections(rows: rows, widths: combined).total)
  }

  /// Messages that rows make.
  func chunks(ofRows rows: Int) -> Int { (rows + rowsPerChunk - 1) / rowsPerChunk }

  /// The rows of a chunk, among all of a stream.
  func rows(ofChunk chunk: Int, of rows: Int) -> Range<Int> {
    chunk * rowsPerChunk..<min(rows, (chunk + 1) * rowsPerChunk)
  }
}
