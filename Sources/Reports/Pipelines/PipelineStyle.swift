internal import PipelineSchedules

/// Colours and class names of pipeline pictures.
enum PipelineStyle {
  /// Class names of bars: `f0` … `w3` by kind and variant, then the rest.
  static let colours: [String] =
    PipelineAction.Kind.allCases.flatMap { kind in
      Palette.tints.indices.map { name(kind, variant: $0) }
    } + ["pipeline", "optimizer"]

  static let exposedPipeline = colours.count - 2
  static let optimizer = colours.count - 1

  /// Index into ``colours``.
  static func colour(of kind: PipelineAction.Kind, variant: Int) -> Int {
    let row =
      switch kind {
      case .forward: 0
      case .backward: 1
      case .backwardInput: 2
      case .backwardWeight: 3
      }
    return row * Palette.tints.count + variant
  }

  static func colour(_ kind: PipelineAction.Kind) -> String {
    switch kind {
    case .forward: Palette.forward
    case .backward: Palette.backward
    case .backwardInput: Palette.backwardInput
    case .backwardWeight: Palette.backwardWeight
    }
  }

  private static func name(_ kind: PipelineAction.Kind, variant: Int) -> String {
    "\(kind.rawValue.lowercased())\(variant)"
  }

  /// Rules for every picture; the page uses none of these names elsewhere.
  static let css: Markup = {
    var css: Markup = """
      .t{font-size:13px;font-weight:600;fill:\(Palette.ink)}\
      .r,.a{font-size:10px;fill:\(Palette.faintInk)}.r{text-anchor:end}.a{text-anchor:middle}\
      .g{stroke:#C3C9D0;stroke-width:1;stroke-dasharray:2 3}.bubble{fill:\(Palette.bubble)}\
      .h{fill:transparent;stroke:transparent}.expert{stroke:\(Palette.exposedExpert)}\
      .n{font-size:10px;text-anchor:middle;fill:#fff;pointer-events:none}.n.k{fill:\(Palette.ink)}\
      .wait{stroke:\(Palette.bubble)}\
      .pipeline{stroke:\(Palette.exposedPipeline)}.optimizer{stroke:\(Palette.optimizer)}
      """
    for kind in PipelineAction.Kind.allCases {
      for (variant, tint) in Palette.tints.enumerated() {
        let colour = Palette.mix(colour(kind), tint: tint)
        css += ".\(name(kind, variant: variant)){stroke:\(colour)}"
      }
    }
    return css
  }()
}
