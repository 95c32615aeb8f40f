import ClusterModels
import CostModels
import Simulation
import TransformerModels

extension Uncertainty {
  /// What is not known exactly about a step.
  ///
  /// Ranges of factors are what the models miss of the kernels and links that they are fitted to.
  static func sources(of step: TrainingStep) -> [Source] {
    let residuals = step.costs.workload.calibration?.residuals ?? []
    let (kernelRange, kernelReason) = range(
      of: residuals.filter { kernelModels.contains($0.model) }, "kernels")
    var sources = [
      Source(kind: .attention, range: kernelRange, reason: kernelReason),
      Source(kind: .feedForward, range: kernelRange, reason: kernelReason),
      Source(kind: .ends, range: 0.8...1.2, reason: "no kernel of theirs is published"),
      Source(
        kind: .transfer, range: 0.9...1.5,
        reason: "latency and competing traffic are not published"),
      Source(
        kind: .stepEnd, range: 0.7...1.3,
        reason: "gradient type and overlap are assumptions"),
    ]
    let spread = step.configuration.speedSpread
    if spread > 0 {
      sources.append(
        Source(
          kind: .speedSpread, range: 0.5 * spread...1.5 * spread,
          reason: "not published for this machine"))
    }
    guard step.model.experts != nil, step.configuration.parallelism.expert > 1 else {
      return sources
    }
    let (exchangeRange, exchangeReason) = range(
      of: residuals.filter { $0.model == "expert exchange" }, "exchanges")
    sources.append(Source(kind: .exchange, range: exchangeRange, reason: exchangeReason))
    if case .sampled(let skew, let maxVio) = step.configuration.routing {
      sources.append(
        Source(
          kind: .skew, range: 0.5 * skew...1.5 * skew,
          reason: "the spread inside a microbatch is not published"))
      sources.append(
        Source(
          kind: .maxVio, range: 0.5 * maxVio...2 * maxVio,
          reason: "what bias balancing leaves is not published for this run"))
    }
    return sources
  }

  /// The step with every source at a place of its range: 0 its low end, 1 its high end.
  static func varied(_ step: TrainingStep, _ sources: [Source], _ places: [Double]) -> TrainingStep
  {
    var step = step
    var (skew, maxVio): (Double?, Double?)
    var speedSpread = step.configuration.speedSpread
    for (source, place) in zip(sources, places) {
      let value =
        source.range.lowerBound + place * (source.range.upperBound - source.range.lowerBound)
      switch source.kind {
      case .attention: step.scales.attention = value
      case .feedForward: step.scales.feedForward = value
      case .ends: step.scales.ends = value
      case .transfer: step.scales.transfer = value
      case .stepEnd: step.scales.stepEnd = value
      case .exchange: step.scales.exchange = value
      case .skew: skew = value
      case .maxVio: maxVio = value
      case .speedSpread: speedSpread = value
      }
    }
    if let skew, let maxVio { step.draw(routing: .sampled(skew: skew, maxVio: maxVio)) }
    step.draw(speedSpread: speedSpread)
    return step
  }

  /// Models of kernels that run in training.
  private static let kernelModels = [
    "FP8 GEMM initial", "FP8 GEMM 2025-03", "attention core", "memory-bound kernels",
  ]

  /// As wide as a constant share of the peak may be off.
  ///
  /// Attention on an A100 reaches 0.50 to 0.73 of the peak (Dao 2023, arXiv:2307.08691, abstract)
  /// where the plain model takes 0.65: 0.9 to 1.3 times its time. The same is assumed of products and
  /// exchanges.
  static let uncalibrated = 0.9...1.3

  /// A factor's range: one root of the mean squared residual to either side.
  private static func range(
    of residuals: [CalibrationResidual], _ name: String
  ) -> (range: ClosedRange<Double>, reason: String) {
    guard !residuals.isEmpty else {
      return (uncalibrated, "no kernel of this GPU is fitted; published ones spread as much")
    }
    let squares = residuals.reduce(0) { $0 + $1.error * $1.error }
    let spread = (squares / Double(residuals.count)).squareRoot()
    return (1 - spread...1 + spread, "root of the mean squared residual of the fitted \(name)")
  }
}
