internal import PipelineSchedules
internal import Quantities

/// Writes the bars of one panel.
///
/// A bar is a stroke as thick as the row is high, and all bars of one colour on one rank are one
/// path, so that thousands of slots stay a few hundred elements of a few bytes a slot.
struct PipelinePainter {
  /// The part of a row's height that a bar takes.
  private enum Part: Int, CaseIterable {
    case whole, upper, lower
  }

  let drawing: PipelineDrawing
  let axis: TimeAxis
  let barHeight: Int
  let hover: PipelineSVG.Hover
  private(set) var markup = Markup()

  /// All bars, `[colour * parts + part]`.
  private var bars: [BarPath]
  /// Waits for experts at the foot of bars, `[height]`.
  private var feet: [BarPath]
  /// Waits for the pipeline at the head of bars, `[height]`.
  private var heads: [BarPath]

  init(
    drawing: PipelineDrawing, axis: TimeAxis, barHeight: Int, hover: PipelineSVG.Hover
  ) {
    self.drawing = drawing
    self.axis = axis
    self.barHeight = barHeight
    self.hover = hover
    bars = Array(repeating: BarPath(), count: PipelineStyle.colours.count * Part.allCases.count)
    feet = Array(repeating: BarPath(), count: barHeight + 1)
    heads = feet
  }

  /// Appends one rank.
  ///
  /// - Complexity: O(slots of the rank)
  mutating func paint(rank: Int, top: Int) {
    let row = drawing.rows[rank]
    for index in bars.indices { bars[index].removeAll() }
    for index in feet.indices {
      feet[index].removeAll()
      heads[index].removeAll()
    }
    for span in row.spans {
      let (x, width) = place(span.start, span.end)
      switch span.slot {
      case .single(let action): add(colour(of: action), .whole, x, width, top)
      case .pair(let forward, let backward):
        add(colour(of: forward), .upper, x, width, top)
        add(colour(of: backward), .lower, x, width, top)
      }
      let foot = pixels(span.exposed)
      if foot > 0 { feet[foot].add(x, width, doubledY: 2 * (top + barHeight) - foot) }
      let head = min(barHeight - foot, pixels(span.idle))
      if head > 0 { heads[head].add(x, width, doubledY: 2 * top + head) }
    }
    for wait in row.pipelineWaits where axis.shows(wait) {
      let (x, width) = place(wait.lowerBound, wait.upperBound)
      add(PipelineStyle.exposedPipeline, .whole, x, width, top)
    }
    if let optimizer = row.optimizer {
      let (x, width) = place(optimizer.lowerBound, optimizer.upperBound)
      add(PipelineStyle.optimizer, .whole, x, width, top)
    }
    write()
    switch hover {
    case .titles: titles(row, top: top)
    case .script: data(row, rank: rank, top: top)
    case .none: break
    }
    markup.raw("\n")
  }

  private func colour(of action: PipelineAction) -> Int {
    PipelineStyle.colour(of: action.kind, variant: drawing.variant(of: action))
  }

  /// A share of a bar's height.
  private func pixels(_ share: Double) -> Int {
    Int((Double(barHeight) * min(1, max(0, share))).rounded())
  }

  private func height(_ part: Part) -> Int {
    switch part {
    case .whole: barHeight
    case .upper: (barHeight + 1) / 2
    case .lower: barHeight / 2
    }
  }

  private mutating func add(_ colour: Int, _ part: Part, _ x: Int, _ width: Int, _ top: Int) {
    let offset = part == .lower ? height(.upper) : 0
    bars[colour * Part.allCases.count + part.rawValue]
      .add(x, width, doubledY: 2 * (top + offset) + height(part))
  }

  private mutating func write() {
    for (index, name) in PipelineStyle.colours.enumerated() {
      for part in Part.allCases {
        let path = bars[index * Part.allCases.count + part.rawValue]
        if !path.isEmpty { write(path, name: name, height: height(part)) }
      }
    }
    for height in feet.indices {
      if !feet[height].isEmpty { write(feet[height], name: "expert", height: height) }
      if !heads[height].isEmpty { write(heads[height], name: "wait", height: height) }
    }
  }

  private mutating func write(_ path: BarPath, name: String, height: Int) {
    markup +=
      "<path class=\"\(name)\" stroke-width=\"\(height)\" d=\"\(Markup(utf8: path.utf8))\"/>"
  }

  /// Left edge and width; neighbours share their edge, and no bar vanishes.
  private func place(_ start: Double, _ end: Double) -> (x: Int, width: Int) {
    let x = Int((start * axis.unitsPerTime).rounded())
    return (x, max(1, Int((end * axis.unitsPerTime).rounded()) - x))
  }

  /// Invisible bars that carry the names.
  private mutating func titles(_ row: PipelineDrawing.Row, top: Int) {
    markup += "<g class=\"h\" stroke-width=\"\(barHeight)\">"
    var text: [UInt8] = []
    for span in row.spans {
      let (x, width) = place(span.start, span.end)
      var bar = BarPath()
      bar.add(x, width, doubledY: 2 * top + barHeight)
      text.removeAll(keepingCapacity: true)
      text += bar.utf8
      text += "\"><title>".utf8
      text.append(span.slot)
      text += " at ".utf8
      text += significant(span.start, digits: 4).utf8
      text += " for ".utf8
      text += significant(span.end - span.start, digits: 3).utf8
      markup += "<path d=\"\(Markup(utf8: text)) \(drawing.unit)</title></path>"
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
