import ClusterModels
import Quantities
import TransformerModels

extension OperatorCosts {
  /// Longest operator that a step may hold, so that sums over a step fit a ``VirtualTime``.
  private static let longest = 100.0

  /// Longest end of a step, by the whole model's gradients over the slowest link.
  private static let longestEnd = 1e5

  /// - Throws: `CostError` with code `outOfRange` when an operator, a message or the gradient
  ///   reduction takes absurdly long.
  func validateDurations() throws(CostError) {
    for part in ModelPart.allCases {
      for pass in Pass.allCases {
        let seconds = computeSeconds(part, pass, besideCommunication: true)
        try check("\(part.rawValue) \(pass.rawValue)", seconds, below: Self.longest)
      }
    }
    try check(
      "expert combine", exchangeSeconds(.combine, besideComputation: Self.longest),
      below: Self.longest)
    try check(
      "pipeline transfer", transferSeconds + transferLatency.seconds, below: Self.longest)
    let (model, cluster) = (workload.model, workload.cluster)
    let weights = (0...model.layers).reduce(Double(2 * model.embeddingParameters)) {
      $0 + Double(model.denseParameters(layer: $1) + model.routedParameters(layer: $1))
    }
    let slowest = min(cluster.nvlink.effectiveBandwidth, cluster.network.effectiveBandwidth)
    try check(
      "gradient reduction of all weights",
      2 * weights * StateBytes.gradient / slowest.bytesPerSecond, below: Self.longestEnd)
  }

  private func check(_ name: String, _ seconds: Double, below limit: Double) throws(CostError) {
    guard !(seconds < limit) else { return }
    throw CostError(
      code: .outOfRange,
      detail: """
        \(name) takes \(seconds) s for \(workload.microbatch) sequences of \
        \(workload.sequenceLength) tokens on \(workload.cluster.name); below \(limit) s is accepted
        """)
  }
}
