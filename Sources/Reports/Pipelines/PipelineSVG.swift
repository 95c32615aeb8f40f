/// Pipelines drawn under each other on one time axis.
///
/// Bars are placed by percentages of the width, text by pixels, so that the picture fits a phone
/// as well as a poster. A bar is a slot of one rank: blue forward, green backward, their two halves
/// an overlapped pair; lighter shades are the second direction or further chunks; the red foot
/// of a bar is as high as the share of it that waits for expert communication, its grey head as high
/// as the share that waits for the pipeline.
public struct PipelineSVG: Sendable {
  /// How a reader learns what a bar is.
  public enum Hover: Sendable {
    /// A `<title>` per bar, for a file of its own.
    case titles
    /// Compact data that a page's script reads: less than half the size.
    case script
    /// Not at all, for a picture inside a text: a third of the size.
    case none
  }

  let drawings: [PipelineDrawing]
  let hover: Hover
  let rowHeight: Int
  private let axis: TimeAxis

  /// Chooses the axis and the size.
  ///
  /// - Parameters:
  ///   - drawings: At least one, of one unit; the longest sets the axis.
  ///   - hover: How a reader learns what a bar is.
  ///   - rowHeight: Pixels of a rank; nil chooses by the count of ranks.
  public init(_ drawings: [PipelineDrawing], hover: Hover = .titles, rowHeight: Int? = nil) {
    precondition(!drawings.isEmpty, "a picture of no pipeline")
    self.drawings = drawings
    self.hover = hover
    let ranks = drawings.map(\.rows.count).max() ?? 1
    self.rowHeight = rowHeight ?? max(4, min(24, 192 / max(1, ranks)))
    axis = TimeAxis(
      total: drawings.map(\.total).max() ?? 0, unit: drawings.first?.unit ?? "")
  }

  /// Pixels of a picture of its own; inside a page it is as wide as its container.
  private static let width = 1_200

  /// A file of its own, 1,200 pixels wide, with a legend, and numbers in bars that are large enough.
  ///
  /// - Complexity: O(slots)
  public func document() -> [UInt8] {
    let legend = PipelineLegend(drawings)
    let top = legend.height + 8
    let height = top + bodyHeight
    var svg: Markup = """
      <svg xmlns="http://www.w3.org/2000/svg" width="\(Self.width)" height="\(height)" \
      font-family="system-ui,-apple-system,'Segoe UI',Roboto,'DejaVu Sans',sans-serif">
      <rect width="100%" height="100%" fill="#fff"/>\(legend.svg)

      """
    svg += "<style>\(PipelineStyle.css)</style>\n"
    svg += axis.svg(from: top + titleHeight - 4, to: height - TimeAxis.height)
    var y = top
    for drawing in drawings {
      svg += panel(drawing, top: y)
      let numbers = MicrobatchNumbers(
        drawing: drawing, axis: axis, width: Self.width, rowHeight: rowHeight)
      svg += numbers.svg(top: y + titleHeight)
      y += panelHeight(drawing)
    }
    svg.raw("</svg>\n")
    return svg.utf8
  }

  /// The picture for inside a page: no legend, as wide as its container, and in as many pieces as
  /// there are drawings, so that paper breaks between them.
  func fragment() -> Markup {
    var page: Markup = "<style>\(PipelineStyle.css)</style>\n"
    for (index, drawing) in drawings.enumerated() {
      let isLast = index == drawings.count - 1
      let bottom = panelHeight(drawing)
      page += """
        <svg class="pipelines" width="100%" height="\(bottom + (isLast ? TimeAxis.height : 0))" \
        role="img" data-total="\(axis.total.description)" data-unit="\(axis.unit)" \
        aria-label="\(drawing.title): pipeline ranks over time">

        """
      page += axis.svg(from: index == 0 ? titleHeight - 4 : 0, to: bottom, numbered: isLast)
      page += panel(drawing, top: 0)
      page.raw("</svg>\n")
    }
    return page
  }

  /// Pixels above each panel for its title.
  private var titleHeight: Int { 24 }

  private func panelHeight(_ drawing: PipelineDrawing) -> Int {
    titleHeight + drawing.rows.count * rowHeight + 8
  }

  private var bodyHeight: Int { drawings.reduce(0) { $0 + panelHeight($1) } + TimeAxis.height }

  private func panel(_ drawing: PipelineDrawing, top: Int) -> Markup {
    let height = drawing.rows.count * rowHeight
    let barsTop = top + titleHeight
    let width = axis.width(of: drawing.total)
    var svg: Markup = """
      <text class="t" x="\(TimeAxis.left)" y="\(top + titleHeight - 7)">\(drawing.title)</text>
      <rect class="bubble" x="\(TimeAxis.left)" y="\(barsTop)" width="\(width)" \
      height="\(height - 1)"/>

      """
    let every = max(1, (10 + rowHeight - 1) / rowHeight)
    for rank in drawing.rows.indices where rank.isMultiple(of: every) {
      let baseline = barsTop + rank * rowHeight + (rowHeight + 7) / 2
      svg += "<text class=\"r\" x=\"\(TimeAxis.labels)\" y=\"\(baseline)\">\(rank)</text>"
    }
    svg += """

      <svg x="\(TimeAxis.left)" y="\(barsTop)" width="\(TimeAxis.span)" height="\(height)" \
      viewBox="0 0 \(TimeAxis.units) \(height)" preserveAspectRatio="none">

      """
    var painter = PipelinePainter(
      drawing: drawing, axis: axis, barHeight: rowHeight - 1, hover: hover)
    for rank in drawing.rows.indices { painter.paint(rank: rank, top: rank * rowHeight) }
    svg += painter.markup
    svg.raw("</svg>\n")
    return svg
  }
}
