internal import Analysis
internal import CostModels
internal import Quantities

extension ComparisonSummary {
  /// Answers "is DualPipe worth twice the parameters?" against the schedules that overlap pairs
  /// with one copy; nil where the comparison does not hold both.
  static func dualPipeVerdict(_ comparison: Comparison, _ figures: Figures) -> String? {
    let names = ["interleaved-1f1b-overlap", "1f1b-overlap"]
    guard let dual = comparison.evaluations.first(where: { $0.schedule == "dualpipe" }),
      let rival = best(comparison.evaluations.filter { names.contains($0.schedule) })
    else { return nil }
    let gain = (rival.step.seconds - dual.step.seconds) / rival.step.seconds
    let saved =
      "\(figures.withUnit((rival.step.seconds - dual.step.seconds).magnitude)) "
      + "(\(percent(gain.magnitude)))"
    let verdict =
      switch gain {
      case 0.01...:
        "Yes\(dual.memory.fits ? "" : ", had a GPU more memory"): \(saved) a step less than"
      case ..<(-0.01): "No: it takes \(saved) a step more than"
      default: "Hardly: its step is within 1 % of"
      }
    let reservation = rival.memory.fits ? "" : ", which does not fit"
    return "Is DualPipe worth twice the parameters? \(verdict) \(rival.schedule), the best rival "
      + "with one copy (\(figures.withUnit(dual.step.seconds)) against "
      + "\(figures.withUnit(rival.step.seconds))). Weights take \(dual.memory.most(\.weights)) a "
      + "GPU against \(rival.memory.most(\.weights)), activations "
      + "\(dual.memory.most(\.activations)) against \(rival.memory.most(\.activations)), all "
      + "kinds together \(dual.memory.peak) against \(rival.memory.peak)\(reservation)."
  }
}

extension Evaluation.Memory {
  /// The largest amount of one kind on any rank.
  fileprivate func most(_ kind: KeyPath<MemoryUse, Bytes>) -> Bytes {
    perRank.map { $0[keyPath: kind] }.max() ?? .zero
  }
}
