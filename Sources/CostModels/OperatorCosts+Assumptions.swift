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
  var kernelGrade: Grade {
    workload.cluster.accelerator.name.contains("H800") ? .calibrated : .extrapolated
  }
}
