import ClusterModels
import Quantities
import TransformerModels

extension OperatorCosts {
  /// The constants that these durations rest on, in a fixed order; only those that this workload
  /// uses.
  public var assumptions: [Assumption] {
    rateAssumptions + messageAssumptions + stepEndAssumptions
  }

  private var messageAssumptions: [Assumption] {
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
    return [
      Assumption(
        name: "spread of a token's experts", value: "\(nodes) nodes, \(ranks) ranks",
        grade: .assumption,
        source: "expectation over random scores, balanced, as in DeepEP's benchmark"),
      Assumption(
        name: "contention between expert kernels and compute",
        value: "none beyond \(workload.communicationSMs) SMs taken", grade: .assumption,
        source: """
          chosen; in the DeepSeek-V3 training trace a dispatch beside compute takes 4,346 us, alone \
          2,364 us
          """),
    ]
  }

  private var stepEndAssumptions: [Assumption] {
    [
      Assumption(
        name: "gradient reduction", value: "in FP32, after the last backward, not overlapped",
        grade: .assumption,
        source: "gradients are accumulated in FP32: DeepSeek-V3 Technical Report, section 3.3"),
      Assumption(
        name: "optimiser traffic",
        value: "\(fixed(StateBytes.optimizerTraffic, decimals: 0)) bytes per weight",
        grade: .assumption,
        source: "FP32 gradient and master, BF16 moments: DeepSeek-V3 Technical Report, 3.3.4"),
    ]
  }
}
