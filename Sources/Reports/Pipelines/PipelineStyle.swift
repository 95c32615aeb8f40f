internal import PipelineSchedules

/// Colours and class names of pipeline pictures.
enum PipelineStyle {
  /// Class names of the paths of one rank, bottom first: `f0` … `w3`, then the rest.
  static let layers: [String] =
    PipelineAction.Kind.allCases.flatMap { kind in
      Palette.tints.indices.map { "\(kind.rawValue.lowercased())\($0)" }
    } + ["expert", "pipeline", "optimizer"]

  static let exposedExpertLayer = layers.count - 3
  static let exposedPipelineLayer = layers.count - 2
  static let optimizerLayer = layers.count - 1

  static func layer(of kind: PipelineAction.Kind, variant: Int) -> Int {
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

  /// Rules for every picture; safe inside a page because the names are short and all on SVG shapes.
  static let css: Markup = {
    var css: Markup = """
      .t{font-size:13px;font-weight:600;fill:\(Palette.ink)}\
      .r,.a{font-size:10px;fill:\(Palette.faintInk)}.r{text-anchor:end}.a{text-anchor:middle}\
      .g{stroke:#C3C9D0;stroke-width:1;stroke-dasharray:2 3}.bubble{fill:\(Palette.bubble)}\
      .h{fill:transparent}.expert{fill:\(Palette.exposedExpert);pointer-events:none}\
      .pipeline{fill:\(Palette.exposedPipeline)}.optimizer{fill:\(Palette.optimizer)}
      """
    for kind in PipelineAction.Kind.allCases {
      for (variant, tint) in Palette.tints.enumerated() {
        let name = "\(kind.rawValue.lowercased())\(variant)"
        css += ".\(name){fill:\(Palette.mix(colour(kind), tint: tint))}"
      }
    }
    return css
  }()
}
