import Analysis
import Quantities
public import RunConfigurations
import Timelines

extension Validator {
  /// Samples of what models may miss, for the intervals of a scenario's step.
  static let samples = 16

  /// Where a number that a scenario's simulation gives may lie.
  ///
  /// A pair of the trace and its layers' period are as sure as all overlapped pairs of the scenario's
  /// step; a phase of it as sure as the kernels or exchanges that it consists of.
  ///
  /// - Parameters:
  ///   - measure: How the number is found.
  ///   - predicted: The number itself, as ``predict(_:)`` gives it.
  /// - Returns: In the unit of the measure; nil where no interval is known.
  /// - Throws: As ``predict(_:)``.
  public func interval(
    of measure: ValidationMeasure, predicted: Double
  ) throws -> ClosedRange<Double>? {
    switch measure {
    case .step(let path, let quantity):
      try interval(of: quantity, predicted: predicted, in: evaluation(path))
        .map { $0.low...$0.high }
    case .trace(let path, let quantity):
      try relative(quantity, in: evaluation(path)).map {
        predicted * $0.low...predicted * $0.high
      }
    case .model, .bubbleRate, .product: nil
    }
  }

  private func interval(
    of quantity: ValidationMeasure.StepQuantity, predicted: Double, in evaluation: Evaluation
  ) -> Uncertainty.Interval? {
    guard let uncertainty = evaluation.uncertainty else { return nil }
    let phases = evaluation.run?.phases ?? []
    let hours = { (names: (String) -> Bool) in
      evaluation.interval(of: phases.filter { names($0.name) }) { $0.gpuHours / 1e3 }
    }
    return switch quantity {
    case .step: uncertainty.step
    case .forward: uncertainty.seconds(.forward)
    case .backward: uncertainty.seconds(.backward)
    case .weight: uncertainty.seconds(.weight)
    case .pairs: uncertainty.seconds(.pairs)
    case .bubble: uncertainty.seconds(.bubbleRow)
    case .optimizer: uncertainty.seconds(.optimizer)
    case .gpuHoursPerTrillionTokens: evaluation.interval(ofTime: predicted)
    case .tokensPerDay, .teraflopsFull, .teraflopsCausal, .teraflopsRecomputed, .mfuFull,
      .mfuCausal, .hfuFull:
      evaluation.interval(ofRate: predicted)
    case .preTrainingGPUHours: hours(Self.isPreTraining)
    case .contextGPUHours: hours(Self.isContextExtension)
    case .runGPUHours: hours { _ in true }
    case .runCost: evaluation.interval(of: phases) { ($0.cost?.amount ?? 0) / 1e6 }
    }
  }

  /// Low and high over the prediction.
  private func relative(
    _ quantity: ValidationMeasure.TraceQuantity, in evaluation: Evaluation
  ) -> Uncertainty.Interval? {
    guard let uncertainty = evaluation.uncertainty else { return nil }
    switch quantity {
    case .pair, .period:
      let pairs = evaluation.timeline.meanActions.pairs.seconds
      guard pairs > 0 else { return nil }
      let interval = uncertainty.seconds(.pairs)
      return Uncertainty.Interval(low: interval.low / pairs, high: interval.high / pairs)
    case .attentionForward, .attentionInput, .attentionWeight:
      return uncertainty.factor(of: .attention)
    case .mlpForward, .mlpInput, .mlpWeight: return uncertainty.factor(of: .feedForward)
    case .dispatch, .combine, .gradientDispatch, .gradientCombine:
      return uncertainty.factor(of: .exchange)
    }
  }
}

extension Uncertainty {
  /// The middle nine tenths of a source's factors; nil where the step has no such source.
  fileprivate func factor(of kind: Source.Kind) -> Interval? {
    guard let range = sources.first(where: { $0.kind == kind })?.range else { return nil }
    let margin = (range.upperBound - range.lowerBound) / 20
    return Interval(
      low: min(1, range.lowerBound + margin), high: max(1, range.upperBound - margin))
  }
}
