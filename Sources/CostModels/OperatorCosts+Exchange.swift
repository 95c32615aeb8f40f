import ClusterModels
public import Quantities
import TransformerModels

extension OperatorCosts {
  /// Duration of one expert all-to-all of one layer, alone on its links, routing balanced.
  ///
  /// A token crosses the network once per distinct remote node and NVLink once per distinct rank, as
  /// in DeepEP; both run at once, so the slower one counts, plus both latencies. The bytes on NVLink
  /// include the rows that stay on their own GPU, as in the figures that DeepEP publishes.
  ///
  /// Under tensor parallelism every GPU exchanges all its tokens, since it holds a slice of each
  /// expert of its rank.
  ///
  /// - Returns: 0 when expert parallel is 1 or the model has no experts.
  /// - Source: DeepSeek-V3 Technical Report, section 3.2.2; DeepEP tests/legacy/test_internode.py.
  public func exchange(_ exchange: ExpertExchange) -> VirtualTime {
    VirtualTime(seconds: exchangeSeconds(exchange))
  }

  func exchangeSeconds(_ exchange: ExpertExchange) -> Double {
    guard workload.parallelism.expert > 1, let spread else { return 0 }
    let (nvlink, network) = (workload.cluster.nvlink, workload.cluster.network)
    let row = tokens * Double(workload.model.hiddenSize) * bytesPerElement(exchange)
    let inside = row * spread.ranks / nvlink.effectiveBandwidth.bytesPerSecond
    let nodes = workload.expertNodes
    guard nodes > 1 else { return inside + nvlink.latency.seconds }
    let remote = spread.nodes * Double(nodes - 1) / Double(nodes)
    let between = row * remote / network.effectiveBandwidth.bytesPerSecond
    return max(inside, between) + nvlink.latency.seconds + network.latency.seconds
  }

  /// Bytes of one element on the wire: dispatch in the linear layers' format, combine in BF16, and
  /// their backward passes alike.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 3.3.3.
  func bytesPerElement(_ exchange: ExpertExchange) -> Double {
    switch (exchange, workload.precision) {
    case (.dispatch, .fp8), (.gradientDispatch, .fp8): FormatBytes.fp8
    default: FormatBytes.bf16
    }
  }
}
