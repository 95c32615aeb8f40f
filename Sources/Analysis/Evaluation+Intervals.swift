import Quantities

extension Evaluation {
  /// The step's interval over the step; nil where it was not asked for.
  public var relativeStep: Uncertainty.Interval? {
    guard let interval = uncertainty?.step, step > .zero else { return nil }
    return Uncertainty.Interval(
      low: interval.low / step.seconds, high: interval.high / step.seconds)
  }

  /// Of a number that grows with the step, such as hours of a trillion tokens.
  public func interval(ofTime value: Double) -> Uncertainty.Interval? {
    relativeStep.map { Uncertainty.Interval(low: value * $0.low, high: value * $0.high) }
  }

  /// Of a number that falls as the step grows, such as tokens a day or MFU.
  public func interval(ofRate value: Double) -> Uncertainty.Interval? {
    relativeStep.map { Uncertainty.Interval(low: value / $0.high, high: value / $0.low) }
  }

  /// Of GPU-hours or money of phases, added up.
  ///
  /// The steps of a run are not sampled themselves: each simulated phase is scaled by the interval of
  /// the scenario's own step, and what is taken as given stays.
  public func interval(
    of phases: [RunCost.Phase], _ amount: (RunCost.Phase) -> Double
  ) -> Uncertainty.Interval? {
    guard let relativeStep else { return nil }
    let given = phases.filter { !$0.isSimulated }.reduce(0) { $0 + amount($1) }
    let simulated = phases.filter(\.isSimulated).reduce(0) { $0 + amount($1) }
    return Uncertainty.Interval(
      low: given + simulated * relativeStep.low, high: given + simulated * relativeStep.high)
  }
}

extension RunCost.Phase {
  /// Whether its GPU-hours come from simulated steps.
  public var isSimulated: Bool { steps > 0 }
}
