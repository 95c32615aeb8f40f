internal import PipelineSchedules

/// What the colours of some pipelines mean; only those that occur.
struct PipelineLegend: Sendable {
  struct Entry: Hashable, Sendable {
    var text: String
    /// Top and bottom colour of the sample; equal but for pairs.
    var colours: [String]
  }

  let entries: [Entry]

  /// - Parameters:
  ///   - drawings: What is explained.
  ///   - namesWaits: Whether to say what ranks wait for, as tables of measured steps do.
  init(_ drawings: [PipelineDrawing], namesWaits: Bool = false) {
    let name = { (plain: String, part: StepPart) in
      namesWaits ? MeasuredFigures.name(of: part) : plain
    }
    var kinds: Set<PipelineAction.Kind> = []
    var (pairs, expert, pipeline, optimizer) = (false, false, false, false)
    let axis = TimeAxis(total: drawings.map(\.total).max() ?? 0, unit: "")
    for row in drawings.flatMap(\.rows) {
      for span in row.spans {
        switch span.slot {
        case .single(let action): kinds.insert(action.kind)
        case .pair: pairs = true
        }
        expert = expert || span.exposed > 0
      }
      pipeline = pipeline || row.pipelineWaits.contains(where: axis.shows)
      optimizer = optimizer || row.optimizer != nil
    }
    var entries = PipelineAction.Kind.allCases.filter(kinds.contains).map {
      Entry(text: Self.name($0), colours: [PipelineStyle.colour($0)])
    }
    if pairs { entries.append(Entry(text: "F and B overlapped", colours: Self.pair)) }
    let meanings = drawings.map(\.variantMeaning)
    let lighter = Palette.mix(Palette.forward, tint: Palette.tints[1])
    let hasDirections = meanings.contains(.directions)
    if hasDirections || meanings.contains(.chunks) {
      let both = hasDirections && meanings.contains(.chunks)
      let text = both ? "2nd direction or chunk" : hasDirections ? "2nd direction" : "2nd chunk"
      entries.append(Entry(text: "lighter: " + text, colours: [lighter]))
    }
    if expert {
      entries.append(
        Entry(
          text: name("expert communication", .exposedExpert), colours: [Palette.exposedExpert]))
    }
    if pipeline {
      entries.append(
        Entry(
          text: name("pipeline communication", .exposedPipeline),
          colours: [Palette.exposedPipeline]))
    }
    if optimizer { entries.append(Entry(text: "optimiser", colours: [Palette.optimizer])) }
    entries.append(Entry(text: name("bubble", .bubble), colours: [Palette.bubble]))
    self.entries = entries
  }

  private static let pair = [Palette.forward, Palette.backward]

  static func name(_ kind: PipelineAction.Kind) -> String {
    switch kind {
    case .forward: "F forward"
    case .backward: "B backward"
    case .backwardInput: "I backward for input"
    case .backwardWeight: "W backward for weight"
    }
  }

  /// Where each entry stands in a picture 1,200 pixels wide, by a guess at the width of letters.
  private var places: [(x: Int, y: Int)] {
    var (x, y) = (60, 8)
    return entries.map { entry in
      let width = 42 + entry.text.count * 7
      if x + width > 1_190 { (x, y) = (60, y + 20) }
      defer { x += width }
      return (x, y)
    }
  }

  /// Pixels.
  var height: Int { (places.last?.y ?? 0) + 22 }

  /// For a picture of its own.
  var svg: Markup {
    var svg = Markup()
    for (entry, (x, y)) in zip(entries, places) {
      let height = 12 / entry.colours.count
      for (part, colour) in entry.colours.enumerated() {
        svg += """
          <rect x="\(x)" y="\(y + part * height)" width="14" height="\(height)" fill="\(colour)"/>
          """
      }
      svg += """
        <text x="\(x + 20)" y="\(y + 10)" font-size="12" fill="\(Palette.ink)">\(entry.text)</text>
        """
    }
    return svg
  }

  /// For a page, which wraps it.
  var html: Markup {
    let items = entries.map { entry -> Markup in
      let (top, bottom) = (entry.colours[0], entry.colours[entry.colours.count - 1])
      return """
        <li><i style="background:linear-gradient(\(top) 50%,\(bottom) 50%)"></i>\(entry.text)</li>
        """
    }
    return "<ul class=\"legend\">\(items)</ul>\n"
  }
}
