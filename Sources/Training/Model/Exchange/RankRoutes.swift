internal import LinearAlgebra
internal import TokenExchange

/// The rows of this rank's experts, by expert and then by data rank and token, and what they are to the
/// exchange.
final class RankRoutes: ExpertRoutes {
  let handle: DispatchHandle
  /// Rows of each expert of this rank.
  let groups: [Int]
  /// `[rows]`, among the received tokens, of which one may have several experts here.
  let tokenOfRow: [Int32]
  /// `[rows]`, places in `[received tokens, selections]`.
  let slotOfRow: [Int]
  /// `[rows]`, in the order in which contributions go back: by received token, and then by expert.
  let rowOfContribution: [Int32]

  /// - Complexity: O(received tokens · selections)
  init(_ handle: DispatchHandle, selections: Int) {
    self.handle = handle
    groups = handle.rowsPerLocalExpert
    let contributions = handle.contributions
    var next: [Int] = []
    var end = 0
    for group in groups {
      next.append(end)
      end += group
    }
    var tokens = [Int32](repeating: 0, count: end)
    var slots = [Int](repeating: 0, count: end)
    var rows = tokens
    for (place, contribution) in contributions.enumerated() {
      let row = next[contribution.expert]
      next[contribution.expert] += 1
      tokens[row] = Int32(contribution.row)
      slots[row] = contribution.row * selections + contribution.slot
      rows[place] = Int32(row)
    }
    (tokenOfRow, slotOfRow, rowOfContribution) = (tokens, slots, rows)
  }

  /// Numbers of rows by selection, as they travel.
  ///
  /// - Parameters:
  ///   - values: `[rows]`
  ///   - selections: Of a token.
  /// - Returns: `[received tokens, selections]`, 0 for experts of other ranks.
  func bySelection(_ values: [Float], selections: Int) -> [Float] {
    var result = [Float](repeating: 0, count: handle.receivedRows * selections)
    for (row, slot) in slotOfRow.enumerated() { result[slot] = values[row] }
    return result
  }

  /// The sum of a token's rows, each rounded to BF16 as on a journey of its own.
  ///
  /// - Parameter rows: `[rows, hidden]`
  /// - Returns: `[received tokens, hidden]`
  func summed(_ rows: Matrix) -> Matrix {
    var rounded = rows
    LayerKernels.round(&rounded)
    var sums = Matrix(rows: handle.receivedRows, columns: rows.columns)
    LayerKernels.scatterAdd(rounded, places: tokenOfRow, to: &sums)
    return sums
  }
}
