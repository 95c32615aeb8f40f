public import PipelineSchedules

/// How our number for a published one is found.
public enum ValidationMeasure: Hashable, Sendable {
  /// Counted from the `config.json` at a path.
  case model(path: String, ModelQuantity)
  /// From the simulated step, or run, of the scenario file at a path.
  case step(path: String, StepQuantity)
  /// From a replay at measured times.
  case bubbleRate(
    schedule: String, ranks: Int, microbatches: Int, chunks: Int, times: ScheduleTimes)
  /// From a simulated pair of the scenario file at a path, over four layers.
  case trace(path: String, TraceQuantity)
  /// The time of `groups` FP8 products `[m, k] x [k, n]` beside expert kernels, in the scenario file
  /// at a path.
  case product(path: String, groups: Int, m: Int, n: Int, k: Int)

  public enum ModelQuantity: String, CaseIterable, Sendable {
    case parameters, activeParameters, activeWithoutEmbedding
    case predictionParameters, predictionActiveParameters
    case flopsCausal, flopsFull, flopsCausalWithPrediction, flopsFullWithPrediction
    case keyValueCache

    var unit: String {
      switch self {
      case .parameters, .activeParameters, .activeWithoutEmbedding, .predictionParameters,
        .predictionActiveParameters:
        "billion"
      case .flopsCausal, .flopsFull, .flopsCausalWithPrediction, .flopsFullWithPrediction:
        "GFLOP"
      case .keyValueCache: "bytes"
      }
    }
  }

  public enum StepQuantity: String, CaseIterable, Sendable {
    case step, tokensPerDay, forward, backward, weight, pairs, bubble, optimizer
    case teraflopsFull, teraflopsCausal, mfuFull, mfuCausal
    /// FLOPs of the recomputed forward counted as well.
    case teraflopsRecomputed, hfuFull
    case gpuHoursPerTrillionTokens, preTrainingGPUHours, contextGPUHours, runGPUHours, runCost

    var unit: String {
      switch self {
      case .step, .forward, .backward, .weight, .pairs, .bubble, .optimizer: "s"
      case .tokensPerDay: "billion/day"
      case .teraflopsFull, .teraflopsCausal, .teraflopsRecomputed: "TFLOP/s"
      case .mfuFull, .mfuCausal, .hfuFull: "%"
      case .gpuHoursPerTrillionTokens, .preTrainingGPUHours, .contextGPUHours, .runGPUHours:
        "K GPU-hours"
      case .runCost: "M USD"
      }
    }
  }

  /// Phases of DeepSeek's training trace, named as there; `I` is its B.
  public enum TraceQuantity: String, CaseIterable, Sendable {
    case pair
    /// Between the starts of a layer's and the next layer's forward.
    case period
    case attentionForward, mlpForward, attentionInput, mlpInput, attentionWeight, mlpWeight
    case dispatch, combine, gradientDispatch, gradientCombine
  }

  /// Of the published number and ours.
  var unit: String {
    switch self {
    case .model(_, let quantity): quantity.unit
    case .step(_, let quantity): quantity.unit
    case .bubbleRate: ""
    case .trace: "ms"
    case .product: "us"
    }
  }
}
