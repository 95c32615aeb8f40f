import ClusterModels
import Quantities

extension OperatorCosts {
  var messageAssumptions: [Assumption] {
    let (layout, cluster) = (workload.parallelism, workload.cluster)
    var result: [Assumption] = []
    if layout.gpus > 1 {
      result.append(
        Assumption(
          name: "NVLink bandwidth per GPU", value: "\(cluster.nvlink.effectiveBandwidth)",
          grade: kernelGrade, source: cluster.source))
    }
    if layout.gpus > cluster.gpusPerNode {
      result.append(
        Assumption(
          name: "network bandwidth per GPU", value: "\(cluster.network.effectiveBandwidth)",
          grade: kernelGrade, source: cluster.source))
    }
    result += expertAssumptions
    if layout.tensor > 1 {
      result.append(
        Assumption(
          name: "tensor parallelism",
          value: "exposed sums in a ring, the sequence divided outside linear layers",
          grade: .assumption, source: "Korthikanti et al. 2022, arXiv:2205.05198, section 4.2.2"))
    }
    if layout.context > 1 {
      result.append(
        Assumption(
          name: "context parallelism", value: "ring attention, work balanced, BF16 keys and values",
          grade: .assumption, source: "Liu et al. 2023, arXiv:2310.01889"))
    }
    return result
  }

  private var expertAssumptions: [Assumption] {
    guard let spread, workload.parallelism.expert > 1 else { return [] }
    let (nodes, ranks) = (fixed(spread.nodes, decimals: 2), fixed(spread.ranks, decimals: 2))
    let balanced = Assumption(
      name: "spread of a token's experts", value: "\(nodes) nodes, \(ranks) ranks",
      grade: .assumption,
      source: "expectation over random scores, balanced, as in DeepEP's benchmark")
    guard let model = workload.calibration?.exchanges else {
      return [
        balanced, productAssumption,
        Assumption(
          name: "contention between expert kernels and compute",
          value: "none beyond \(workload.communicationSMs) SMs taken", grade: .assumption,
          source: "chosen; nothing is calibrated for this accelerator"),
      ]
    }
    return [balanced, productAssumption] + exchangeAssumptions(model) + contentionAssumptions(model)
  }

  /// Persistent kernels of products are launched on as many SMs whatever runs beside them.
  private var productAssumption: Assumption {
    let multiprocessors = workload.cluster.accelerator.streamingMultiprocessors
    return Assumption(
      name: "SMs of matrix products",
      value: "\(multiprocessors - workload.communicationSMs) of \(multiprocessors), also alone",
      grade: kernelGrade, source: "grids of 112 in every product of the DeepSeek-V3 training trace")
  }

  private func exchangeAssumptions(_ model: ExchangeModel) -> [Assumption] {
    let layout = workload.parallelism
    let measuredRanks = model.rows.alone.map(\.shape.ranks)
    let isMeasured =
      layout.expert >= (measuredRanks.min() ?? 0) && layout.expert <= (measuredRanks.max() ?? 0)
    let grade: Grade = isMeasured ? .calibrated : .extrapolated
    let source = "DeepEP's tables of both releases"
    if workload.expertNodes == 1 {
      return [
        Assumption(
          name: "expert exchange over NVLink", value: "\(model.localNVLink)", grade: grade,
          source: source)
      ]
    }
    return [
      Assumption(
        name: "expert exchange, \(workload.kernels.exchanges.rawValue) release",
        value: """
          \(model.forwardingNVLink) NVLink; \(model.network) network with many queue pairs, half of \
          it with \(fixed(model.halfRateQueuePairs, decimals: 2))
          """, grade: grade, source: source),
      Assumption(
        name: "barriers before an exchange",
        value: """
          3 in a first dispatch, 2 elsewhere, of \(VirtualTime(seconds: model.barrier)) each
          """,
        grade: .extrapolated,
        source: """
          DeepEP #94 for their count; shortest notify of 64 ranks in a tuning log, DeepEP pull request \
          456; in the training trace notify takes 1,118 to 2,690 us, most of it waiting for other ranks
          """),
    ]
  }

  private func contentionAssumptions(_ model: ExchangeModel) -> [Assumption] {
    var result = [
      Assumption(
        name: "expert kernels beside compute",
        value: "\(fixed(model.slowdown, decimals: 2)) times as long", grade: .calibrated,
        source: "four kinds of exchange in the DeepSeek-V3 training trace, means of four layers"),
      Assumption(
        name: "matrix products beside expert kernels",
        value: """
          \(fixed(workload.calibration?.productSlowdown ?? 1, decimals: 2)) times as long on the SMs \
          that \(workload.communicationSMs) leave, weight gradients excepted
          """, grade: .calibrated,
        source: "periods of two layers of the DeepSeek-V3 training trace"),
    ]
    if workload.communicationSMs > 0,
      workload.communicationSMs < ExchangeModel.saturatingMultiprocessors
    {
      result.append(
        Assumption(
          name: "expert exchange on few SMs",
          value: """
            rates in proportion below \(ExchangeModel.saturatingMultiprocessors) SMs
            """, grade: .assumption,
          source: "20 SMs use both links fully: DeepSeek-V3 Technical Report, section 3.2.2"))
    }
    if sharesNetworkCard {
      result.append(
        Assumption(
          name: "pipeline transfer beside expert exchange",
          value: "half of the network card; the exchange gives up what the transfer takes",
          grade: .assumption, source: "chosen: a fair share of two streams"))
    }
    return result
  }
}
