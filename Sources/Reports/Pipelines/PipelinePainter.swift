internal import PipelineSchedules
internal import Quantities

/// Writes the bars of one panel, one path per rank and colour, so that thousands of slots stay a
/// few hundred elements.
struct PipelinePainter {
  let drawing: PipelineDrawing
  /// The x coordinate of one unit of time.
  let unitsPerTime: Double
  let barHeight: Int
  let hover: PipelineSVG.Hover
  private(set) var markup = Markup()

  /// Bars of each colour, `[kind * tints + variant]`, then waits for experts.
  private var layers: [[UInt8]]

  init(
    drawing: PipelineDrawing, unitsPerTime: Double, barHeight: Int, hover: PipelineSVG.Hover
  ) {
    self.drawing = drawing
    self.unitsPerTime = unitsPerTime
    self.barHeight = barHeight
    self.hover = hover
    layers = Array(repeating: [], count: PipelineStyle.layers.count)
  }

  /// Appends one rank.
  ///
  /// - Complexity: O(slots of the rank)
  mutating func paint(rank: Int, top: Int) {
    let row = drawing.rows[rank]
    for layer in layers.indices { layers[layer].removeAll(keepingCapacity: true) }
    for span in row.spans {
      let (x, width) = place(span.start, span.end)
      switch span.slot {
      case .single(let action): bar(action, x, width, top, barHeight)
      case .pair(let forward, let backward):
        let half = (barHeight + 1) / 2
        bar(forward, x, width, top, half)
        bar(backward, x, width, top + half, barHeight - half)
      }
      let foot = Int((Double(barHeight) * span.exposed).rounded())
      if foot > 0 {
        layers[PipelineStyle.exposedExpertLayer].appendBar(
          x, top + barHeight - foot, width, foot)
      }
    }
    for wait in row.pipelineWaits {
      let (x, width) = place(wait.lowerBound, wait.upperBound)
      layers[PipelineStyle.exposedPipelineLayer].appendBar(x, top, width, barHeight)
    }
    if let optimizer = row.optimizer {
      let (x, width) = place(optimizer.lowerBound, optimizer.upperBound)
      layers[PipelineStyle.optimizerLayer].appendBar(x, top, width, barHeight)
    }
    for (name, path) in zip(PipelineStyle.layers, layers) where !path.isEmpty {
      markup += "<path class=\"\(name)\" d=\"\(Markup(utf8: path))\"/>"
    }
    switch hover {
    case .titles: titles(row, top: top)
    case .script: data(row, rank: rank, top: top)
    }
    markup.raw("\n")
  }

  private mutating func bar(
    _ action: PipelineAction, _ x: Int, _ width: Int, _ top: Int, _ height: Int
  ) {
    let layer = PipelineStyle.layer(of: action.kind, variant: drawing.variant(of: action))
    layers[layer].appendBar(x, top, width, height)
  }

  /// Left edge and width; neighbours share their edge, and no bar vanishes.
  private func place(_ start: Double, _ end: Double) -> (x: Int, width: Int) {
    let x = Int((start * unitsPerTime).rounded())
    return (x, max(1, Int((end * unitsPerTime).rounded()) - x))
  }

  /// Invisible bars that carry the names.
  private mutating func titles(_ row: PipelineDrawing.Row, top: Int) {
    markup.raw("<g class=\"h\">")
    var text: [UInt8] = []
    for span in row.spans {
      let (x, width) = place(span.start, span.end)
      text.removeAll(keepingCapacity: true)
      text.appendBar(x, top, width, barHeight)
      text += "\"><title>".utf8
      text.append(span.slot)
      text += " at ".utf8
      text += significant(span.start, digits: 4).utf8
      text += " for ".utf8
      text += significant(span.end - span.start, digits: 3).utf8
      markup.raw("<path d=\"")
      markup += Markup(utf8: text)
      markup += " \(drawing.unit)</title></path>"
    }
    markup.raw("</g>")
  }

  /// What the page's script looks bars up in: `x,width,name` separated by semicolons.
  private mutating func data(_ row: PipelineDrawing.Row, rank: Int, top: Int) {
    var text: [UInt8] = []
    for span in row.spans {
      let (x, width) = place(span.start, span.end)
      text.appendDecimal(x)
      text.append(UInt8(ascii: ","))
      text.appendDecimal(width)
      text.append(UInt8(ascii: ","))
      text.append(span.slot)
      text.append(UInt8(ascii: ";"))
    }
    markup += """
      <rect class="h" y="\(top)" width="\(TimeAxis.units)" height="\(barHeight)" \
      data-rank="\(rank)" data-slots="\(Markup(utf8: text))"/>
      """
  }
}

extension [UInt8] {
  /// A rectangle as a path: `M10 0h5v8h-5z`.
  fileprivate mutating func appendBar(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
    append(UInt8(ascii: "M"))
    appendDecimal(x)
    append(UInt8(ascii: " "))
    appendDecimal(y)
    append(UInt8(ascii: "h"))
    appendDecimal(width)
    append(UInt8(ascii: "v"))
    appendDecimal(height)
    append(UInt8(ascii: "h"))
    appendDecimal(-width)
    append(UInt8(ascii: "z"))
  }
}
