import ClusterModels
import Quantities
import TransformerModels

extension OperatorCosts {
  /// The constants that these durations rest on, in a fixed order; only those that this workload
  /// uses.
  public var assumptions: [Assumption] {
    rateAssumptions + messageAssumptions + stepEndAssumptions
  }

  private var rateAssumptions: [Assumption] {
    let accelerator = workload.cluster.accelerator
    let efficiency = accelerator.efficiency
    let share = { (name: String, value: Double, of: String) in
      Assumption(
        name: name, value: "\(percent(value)) of \(of)", grade: kernelGrade,
        source: efficiency.source
      )
    }
    let peak = "\(accelerator.peakBF16)"
    var result: [Assumption] = []
    if workload.precision == .fp8, let peakFP8 = accelerator.peakFP8 {
      result += [
        share("FP8 GEMM efficiency", efficiency.gemmFP8, "\(peakFP8)"),
        Assumption(
          name: "FP8 weight-gradient GEMM rate",
          value: "\(ComputeRates.weightGradientShare) of the other GEMMs'", grade: kernelGrade,
          source: "weight gradients in the DeepSeek-V3 training trace (profile-data)"),
      ]
    }
    result += [
      share("BF16 GEMM efficiency", efficiency.gemmBF16, peak),
      share("attention efficiency, forward", efficiency.attentionForward, peak),
      share("attention efficiency, backward", efficiency.attentionBackward, peak),
      share("memory efficiency", efficiency.memory, "\(accelerator.memoryBandwidth)"),
      Assumption(
        name: "bandwidth of norms, casts and RoPE",
        value: "\(ComputeRates.rowwiseShare) of other memory-bound kernels'", grade: kernelGrade,
        source: "norms, casts and RoPE in the DeepSeek-V3 training trace (profile-data)"),
    ]
    return result
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

  /// The shares were taken on H800; elsewhere they are carried over.
  private var kernelGrade: Grade {
    workload.cluster.accelerator.name.contains("H800") ? .calibrated : .extrapolated
  }
}
