import ClusterModels
import Simulation
import TransformerModels

extension Uncertainty {
  /// What is not known exactly about a step.
  ///
  /// Ranges of factors are what the models miss on kernels and links that they were not fitted to.
  static func sources(of step: TrainingStep) -> [Source] {
    var sources = [
      Source(
        kind: .attention, range: 0.94...1.06,
        reason: "what the model misses on the phases of DeepSeek's training trace"),
      Source(
        kind: .feedForward, range: 0.94...1.06,
        reason: "what the model misses on the phases of DeepSeek's training trace"),
      Source(
        kind: .ends, range: 0.8...1.2,
        reason: "no kernel of theirs is published"),
      Source(
        kind: .transfer, range: 0.9...1.5,
        reason: "latency and competing traffic are not published"),
      Source(
        kind: .stepEnd, range: 0.7...1.3,
        reason: "gradient type and overlap are assumptions"),
    ]
    guard step.model.experts != nil, step.configuration.parallelism.expert > 1 else {
      return sources
    }
    sources.append(
      Source(
        kind: .exchange, range: 0.92...1.08,
        reason: "what the model misses on DeepEP's tables"))
    if case .sampled(let skew, let maxVio) = step.configuration.routing {
      sources.append(
        Source(
          kind: .skew, range: 0.6 * skew...1.4 * skew,
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
      }
    }
    if let skew, let maxVio { step.draw(routing: .sampled(skew: skew, maxVio: maxVio)) }
    return step
  }
}
