internal import ExpertParallelism

/// The part of a router that balancing needs, learning from a ``SequenceBalanceLoss``: one logit more
/// or less for all tokens, for each expert.
///
/// Gradients are kept as whole numbers, whose sum does not depend on who adds up what.
struct RouterTraining {
  /// Logits for each unit of the loss's gradient and step: with a factor of 0.001 the loads of
  /// DeepSeek-V3's gate halve their distance to the mean in about ten steps.
  static let speed = 10_000.0
  /// What 1 is among the whole numbers; gradients for a factor of 1 are far below 1,000.
  private static let one = 1_099_511_627_776.0

  private let loss: SequenceBalanceLoss
  private let alpha: Double
  private let gate: Gate
  private let plainGate: Gate
  /// `[experts]`, what every token's logits are shifted by.
  private(set) var shift: [Float]
  /// `[experts]`, then the sequences: sums of this process and step.
  private(set) var sums: [Int]

  init(_ gate: Gate, alpha: Double) throws(RoutingError) {
    _ = try SequenceBalanceLoss(experts: gate.experts, alpha: alpha)
    loss = try SequenceBalanceLoss(experts: gate.experts, alpha: 1)
    plainGate = try Gate(
      experts: gate.experts, selections: gate.selections, scoring: gate.scoring)
    self.alpha = alpha
    self.gate = gate
    shift = Array(repeating: 0, count: gate.experts)
    sums = Array(repeating: 0, count: gate.experts + 1)
  }

  /// Adds what one sequence asks for.
  ///
  /// - Parameter logits: `[tokens, experts]`
  /// - Throws: `RoutingError` for a logit that is not finite.
  mutating func add(_ logits: [Float]) throws(RoutingError) {
    let scores = try gate.scores(of: logits.span)
    let topK = try plainGate.route(logits.span).topK
    let scoreGradient = try loss.gradient(scores: scores.span, topK: topK)
    let gradient = try gate.logitGradient(of: scoreGradient.span, scores: scores.span)
    var perExpert = Array(repeating: 0.0, count: gate.experts)
    for first in stride(from: 0, to: gradient.count, by: gate.experts) {
      for expert in 0..<gate.experts { perExpert[expert] += Double(gradient[first + expert]) }
    }
    for expert in 0..<gate.experts {
      sums[expert] += Int((perExpert[expert] * Self.one).rounded())
    }
    sums[gate.experts] += 1
  }

  /// Learns from the sums over all processes, and begins the next step.
  mutating func update(_ sums: [Int]) {
    let sequences = Double(max(1, sums[gate.experts]))
    for expert in 0..<gate.experts {
      let gradient = Double(sums[expert]) / Self.one / sequences
      shift[expert] -= Float(Self.speed * alpha * gradient)
    }
    self.sums = Array(repeating: 0, count: gate.experts + 1)
  }
}
