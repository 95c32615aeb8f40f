import ClusterModels
public import Quantities
import TransformerModels

extension OperatorCosts {
  /// Duration of one expert all-to-all of one layer, routing balanced, on the expert stream.
  ///
  /// A token crosses the network once per distinct remote node and NVLink once per distinct rank, as
  /// in DeepEP; both run at once, so the slower one counts, plus both latencies. The bytes on NVLink
  /// include the rows that stay on their own GPU, as in the figures that DeepEP publishes.
  ///
  /// With calibration the barrier's, layout's and cast's own time stands in front, and compute
  /// kernels beside the transport slow it down for as long as they run (``ExchangeModel``). Where
  /// pipeline transfers go through the same network card, exchanges beside compute give up to them,
  /// in equal shares, the time that they take: the bytes of both still fit the card.
  ///
  /// Under tensor parallelism every GPU exchanges all its tokens, since it holds a slice of each
  /// expert of its rank.
  ///
  /// - Parameters:
  ///   - exchange: Which of the layer's four.
  ///   - compute: Duration of the compute operators listed between the exchange and the operator
  ///     that needs its result.
  /// - Returns: 0 when expert parallel is 1 or the model has no experts.
  /// - Source: DeepSeek-V3 Technical Report, section 3.2.2; DeepEP tests/legacy/test_internode.py.
  public func exchange(
    _ exchange: ExpertExchange, besideComputation compute: VirtualTime = .zero
  ) -> VirtualTime {
    VirtualTime(seconds: exchangeSeconds(exchange, besideComputation: compute.seconds))
  }

  func exchangeSeconds(_ exchange: ExpertExchange, besideComputation compute: Double) -> Double {
    guard workload.parallelism.expert > 1, let spread else { return 0 }
    let traffic = ExchangeTraffic(
      bytes: elements * bytesPerElement(exchange), spread: spread,
      nodes: workload.expertNodes)
    return exchangeSeconds(exchange, traffic, besideComputation: compute)
  }

  /// Seconds of an exchange of any plan, `traffic` being that of the busiest port of the group.
  func exchangeSeconds(
    _ exchange: ExpertExchange, _ traffic: ExchangeTraffic, besideComputation compute: Double
  ) -> Double {
    let (nvlink, network) = (workload.cluster.nvlink, workload.cluster.network)
    let latency =
      nvlink.latency.seconds + (traffic.remoteNodes > 0 ? network.latency.seconds : 0)
    guard let model = workload.calibration?.exchanges else {
      let inside = traffic.nvlinkBytes / nvlink.effectiveBandwidth.bytesPerSecond
      let between = traffic.networkBytes / network.effectiveBandwidth.bytesPerSecond
      return max(inside, between) + latency
    }
    let alone = model.transport(
      traffic, multiprocessors: workload.communicationSMs,
      generation: workload.kernels.exchanges, on: workload.cluster)
    let contended = model.contended(alone, beside: compute)
    let share = contended > 0 ? min(1, compute / contended) : 0
    return contended + share * transferShare + latency
      + preparation(exchange, model, nodes: traffic.remoteNodes + 1)
  }

  /// Own time of the kernels before the transport; a barrier inside one node is its latency.
  private func preparation(
    _ exchange: ExpertExchange, _ model: ExchangeModel, nodes: Int
  ) -> Double {
    let barrier = nodes > 1 ? model.barrierSeconds(exchange) : 0
    switch exchange {
    case .dispatch: return barrier + model.layoutPerToken * tokens
    case .gradientDispatch where workload.precision == .fp8:
      return barrier + model.castPerElement * elements
    default: return barrier
    }
  }

  /// Of one element on the wire, in this workload's precision.
  func bytesPerElement(_ exchange: ExpertExchange) -> Double {
    exchange.bytesPerElement(workload.precision)
  }

  /// Of one microbatch's hidden vectors; tensor-parallel GPUs exchange all of them.
  private var elements: Double { tokens * Double(workload.model.hiddenSize) }

  /// Seconds of the network card that one exchange gives up to pipeline transfers: an action has one
  /// transfer, and two exchanges in each of its stage's layers, with a stage for each pipeline rank.
  private var transferShare: Double {
    guard sharesNetworkCard else { return 0 }
    let layers = Double(workload.model.layers) / Double(workload.parallelism.pipeline)
    return transferSeconds / max(1, 2 * layers)
  }
}
