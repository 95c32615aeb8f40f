import Analysis
import ClusterModels
import CostModels
import Quantities
import RunConfigurations
import Simulation
import Timelines
import TransformerModels

extension Validator {
  /// Rows of arXiv:2505.09343, table 4, are means over GPUs: unpaired forwards, unpaired backwards
  /// for input and whole backwards, separate backwards for weight, pairs; bubble with exposed
  /// pipeline communication and expert waits outside actions; optimiser.
  func value(
    of quantity: ValidationMeasure.StepQuantity, in evaluation: Evaluation, _ path: String
  ) throws -> Double {
    let (actions, throughput) = (evaluation.timeline.meanActions, evaluation.throughput)
    let hours = { (names: (String) -> Bool) in
      (evaluation.run?.phases ?? []).filter { names($0.name) }.reduce(0) { $0 + $1.gpuHours } / 1e3
    }
    return switch quantity {
    case .step: evaluation.step.seconds
    case .tokensPerDay: throughput.tokensPerDay / 1e9
    case .forward: actions.forward.seconds
    case .backward: actions.backward.seconds
    case .weight: actions.weight.seconds
    case .pairs: actions.pairs.seconds
    case .bubble: actions.bubble.seconds
    case .optimizer: actions.optimizer.seconds
    case .teraflopsFull: throughput.teraflopsPerSecondFull
    case .teraflopsCausal: throughput.teraflopsPerSecondCausal
    case .mfuFull: throughput.mfuFull * 100
    case .mfuCausal: throughput.mfuCausal * 100
    case .teraflopsRecomputed, .hfuFull:
      try recomputedRate(scenario(path), evaluation, ofPeak: quantity == .hfuFull)
    case .gpuHoursPerTrillionTokens:
      Double(evaluation.timeline.gpus) / throughput.tokensPerSecond / 3600 * 1e12 / 1e3
    case .preTrainingGPUHours: hours(Self.isPreTraining)
    case .contextGPUHours: hours(Self.isContextExtension)
    case .runGPUHours: hours { _ in true }
    case .runCost: (evaluation.run?.cost?.amount ?? 0) / 1e6
    }
  }

  /// By the phase's name in the scenario's file.
  static func isPreTraining(_ name: String) -> Bool { name == "pre-training" }

  static func isContextExtension(_ name: String) -> Bool { name.hasPrefix("context extension") }

  /// FLOPs per second of one GPU with the recomputed forward counted, attention over the full square.
  ///
  /// - Returns: In TFLOP/s, or in per cent of the BF16 peak.
  private func recomputedRate(
    _ scenario: Scenario, _ evaluation: Evaluation, ofPeak: Bool
  ) -> Double {
    let perToken = scenario.model.trainingFLOPsPerToken(
      sequenceLength: scenario.step.sequenceLength, recomputing: scenario.step.recomputation)
    let gpus = Double(evaluation.timeline.gpus)
    let rate = perToken * evaluation.throughput.tokensPerSecond / gpus
    return ofPeak
      ? rate / scenario.cluster.accelerator.peakBF16.flopsPerSecond * 100 : rate / 1e12
  }
}
