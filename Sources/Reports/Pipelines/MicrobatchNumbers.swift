internal import PipelineSchedules

/// Numbers of microbatches inside the bars of one panel, where bars are long and high enough.
///
/// They are text of the picture, not of the panel, whose width is stretched.
struct MicrobatchNumbers: Sendable {
  /// Below this both halves of a pair would not hold their numbers.
  private static let leastBarHeight = 20

  let drawing: PipelineDrawing
  let axis: TimeAxis
  /// Pixels of the whole picture.
  let width: Int
  /// Pixels.
  let rowHeight: Int

  /// The numbers of all ranks, the first of them at `top`.
  ///
  /// - Complexity: O(slots)
  func svg(top: Int) -> Markup {
    var svg = Markup()
    guard rowHeight > Self.leastBarHeight else { return svg }
    for (rank, row) in drawing.rows.enumerated() {
      let middle = top + rank * rowHeight + (rowHeight - 1) / 2
      for span in row.spans {
        switch span.slot {
        case .single(let action): svg += number(action, span, middle: middle)
        case .pair(let forward, let backward):
          svg += number(forward, span, middle: middle - rowHeight / 4)
          svg += number(backward, span, middle: middle + rowHeight / 4)
        }
      }
      svg.raw("\n")
    }
    return svg
  }

  private func number(
    _ action: PipelineAction, _ span: PipelineDrawing.Span, middle: Int
  ) -> Markup {
    let text = String(action.microbatch)
    let room = (span.end - span.start) * axis.pixels(perTimeOf: width)
    guard room >= Double(6 * text.count + 4) else { return Markup() }
    let isLight = drawing.variant(of: action) > 0 || action.kind == .backwardInput
    return """
      <text class="n\(isLight ? " k" : "")" x="\(axis.place((span.start + span.end) / 2))" \
      y="\(middle + 4)">\(text)</text>
      """
  }
}
