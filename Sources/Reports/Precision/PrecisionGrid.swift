internal import Analysis
internal import LinearAlgebra
internal import Quantities

/// One table of a precision study, for a terminal or a page: a row for each length of the sums.
struct PrecisionGrid: Sendable {
  let title: String
  let headers: [String]
  let rows: [[String]]

  /// The errors of rounding, a column for each recipe.
  init(_ results: PrecisionResults, _ measure: PrecisionMeasure, on data: StudyData) {
    title = "\(data.title): \(measure.name)"
    headers = ["K"] + StudyRecipe.allCases.map(\.header)
    rows = results.study.depths.map { depth in
      [grouped(depth)]
        + StudyRecipe.allCases.map { recipe in
          results.error(recipe, data, depth: depth).map(measure.figure) ?? ""
        }
    }
  }

  /// The errors of tensor-core sums, a column for each promotion interval.
  init(_ results: PrecisionResults, sumsBy measure: PrecisionMeasure) {
    title = "Tensor-core sums promoted every N_C products: \(measure.name)"
    let longest = results.study.depths.max() ?? 0
    let intervals = PrecisionStudy.promotionIntervals(longest).dropLast()
    headers = ["K"] + intervals.map { "N_C =\n\(grouped($0))" } + ["K"]
    rows = results.study.depths.map { depth in
      let own = PrecisionStudy.promotionIntervals(depth)
      let cell = { (interval: Int) in
        results.accumulationError(depth: depth, promotionInterval: interval).map(measure.figure)
          ?? ""
      }
      return [grouped(depth)]
        + intervals.map { own.dropLast().contains($0) ? cell($0) : "" }
        + [own.last.map(cell) ?? ""]
    }
  }
}

extension StudyData {
  /// Such as `Outlier channels`.
  var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}

extension StudyRecipe {
  /// In two lines, for the head of a column.
  var header: String {
    switch self {
    case .bfloat16: "BF16"
    case .fineGrained: "FP8\nfine-grained"
    case .powerOfTwoScales: "FP8 power of\ntwo scales"
    case .fineGrainedE5M2: "FP8 E5M2\ngradients"
    case .perTensorDelayed: "FP8 per-tensor\ndelayed"
    }
  }

  /// One line in every plot.
  var colour: String {
    switch self {
    case .bfloat16: Palette.optimizer
    case .fineGrained: Palette.forward
    case .powerOfTwoScales: Palette.exposedPipeline
    case .fineGrainedE5M2: Palette.backward
    case .perTensorDelayed: Palette.exposedExpert
    }
  }
}
