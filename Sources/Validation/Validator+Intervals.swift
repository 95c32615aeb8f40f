import Analysis
import Quantities
public import RunConfigurations

extension Validator {
  /// Samples of what calibrated models may miss, for the interval of a step.
  static let samples = 16

  /// Where a number of a calibrated step lies, as far as it follows from the step's length.
  ///
  /// - Parameters:
  ///   - measure: How the number is found.
  ///   - predicted: The number itself, as ``predict(_:)`` gives it.
  /// - Returns: In the unit of the measure; nil where no interval is known.
  /// - Throws: As ``predict(_:)``.
  public func interval(
    of measure: ValidationMeasure, predicted: Double
  ) throws -> ClosedRange<Double>? {
    guard case .step(let path, let quantity) = measure else { return nil }
    let evaluation = try evaluation(path)
    guard let interval = evaluation.uncertainty?.step else { return nil }
    let (low, high) = (
      interval.low / evaluation.step.seconds, interval.high / evaluation.step.seconds
    )
    switch quantity {
    case .step, .gpuHoursPerTrillionTokens:
      return predicted * low...predicted * high
    case .tokensPerDay, .teraflopsFull, .teraflopsCausal, .teraflopsRecomputed, .mfuFull,
      .mfuCausal, .hfuFull:
      return predicted / high...predicted / low
    case .forward, .backward, .weight, .pairs, .bubble, .optimizer, .preTrainingGPUHours,
      .contextGPUHours, .runGPUHours, .runCost:
      return nil
    }
  }
}
