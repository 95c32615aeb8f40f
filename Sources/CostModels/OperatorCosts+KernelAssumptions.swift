import ClusterModels
import Quantities

extension OperatorCosts {
  /// What the times of compute kernels rest on: fitted models where the calibration has them, else
  /// shares of the peaks.
  var rateAssumptions: [Assumption] {
    productAssumptions + attentionAssumptions + memoryAssumptions + outsideCalibration
  }

  private var productAssumptions: [Assumption] {
    let efficiency = workload.cluster.accelerator.efficiency
    let peak = "\(workload.cluster.accelerator.peakBF16)"
    let bf16 = share("BF16 GEMM efficiency", efficiency.gemmBF16, peak)
    guard workload.precision == .fp8, let peakFP8 = workload.cluster.accelerator.peakFP8 else {
      return [bf16]
    }
    if let model = kernels.products {
      return [fitted(model.name, "by tiles and waves"), bf16]
    }
    return [
      share("FP8 GEMM efficiency", efficiency.gemmFP8, "\(peakFP8)"),
      Assumption(
        name: "FP8 weight-gradient GEMM rate",
        value: "\(ComputeRates.weightGradientShare) of the other GEMMs'", grade: kernelGrade,
        source: "weight gradients in the DeepSeek-V3 training trace (profile-data)"),
      bf16,
    ]
  }

  private var attentionAssumptions: [Assumption] {
    if kernels.attention != nil { return [fitted(AttentionModel.name, "by FLOPs and SMs")] }
    let efficiency = workload.cluster.accelerator.efficiency
    let peak = "\(workload.cluster.accelerator.peakBF16)"
    return [
      share("attention efficiency, forward", efficiency.attentionForward, peak),
      share("attention efficiency, backward", efficiency.attentionBackward, peak),
    ]
  }

  private var memoryAssumptions: [Assumption] {
    if kernels.memory != nil { return [fitted(MemoryKernelModel.name, "by bytes and launches")] }
    let accelerator = workload.cluster.accelerator
    return [
      share("memory efficiency", accelerator.efficiency.memory, "\(accelerator.memoryBandwidth)"),
      Assumption(
        name: "bandwidth of norms, casts and RoPE",
        value: "\(ComputeRates.rowwiseShare) of other memory-bound kernels'", grade: kernelGrade,
        source: "norms, casts and RoPE in the DeepSeek-V3 training trace (profile-data)"),
    ]
  }

  private func share(_ name: String, _ value: Double, _ of: String) -> Assumption {
    Assumption(
      name: name, value: "\(percent(value)) of \(of)", grade: kernelGrade,
      source: workload.cluster.accelerator.efficiency.source)
  }

  private func fitted(_ model: String, _ how: String) -> Assumption {
    let summary = workload.calibration?.summaries.first { $0.model == model }
    let errors = summary.map {
      ", \($0.rows) measurements met within \(percent($0.meanError)) on average, "
        + "\(percent($0.worstError)) at worst"
    }
    return Assumption(
      name: model, value: how + (errors ?? ""), grade: .calibrated,
      source: "kernels of \(workload.calibration?.rows.name ?? "") (duplex calibrate)")
  }

  /// The shares were taken on H800; elsewhere they are carried over.
  var kernelGrade: Grade {
    workload.cluster.accelerator.name.contains("H800") ? .calibrated : .extrapolated
  }
}
