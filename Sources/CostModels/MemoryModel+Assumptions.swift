import ClusterModels
import Quantities
import TransformerModels

extension MemoryModel {
  /// The constants that the memory rests on, in a fixed order; only those that this workload uses.
  public var assumptions: [Assumption] {
    let report = "DeepSeek-V3 Technical Report, section 3.3"
    var result = [
      Assumption(
        name: "training state per weight",
        value: "BF16 weight, FP32 gradient and master, two BF16 moments", grade: .extrapolated,
        source: report + ".4"),
      Assumption(
        name: "CUDA context, NCCL and workspaces",
        value: "\(Bytes(roundingUp: Self.contextBytes))", grade: .assumption,
        source: "chosen; nothing published says it"),
      Assumption(
        name: "attention scores", value: "not kept (FlashAttention)", grade: .assumption,
        source: "Dao 2023, arXiv:2307.08691"),
      Assumption(
        name: "gradients between I and W", value: "not counted", grade: .assumption,
        source: "chosen; nothing published says it"),
    ]
    if workload.precision == .fp8 {
      result.append(
        Assumption(
          name: "kept activations of linear layers",
          value: "FP8 with a scale per 128, behind attention E5M6; weights also in FP8",
          grade: .extrapolated, source: report + ".3"))
    }
    if workload.parallelism.tensor > 1 {
      result.append(
        Assumption(
          name: "activations under tensor parallelism",
          value: "the sequence divided outside linear layers",
          grade: .assumption, source: "Korthikanti et al. 2022, arXiv:2205.05198"))
    }
    return result
  }
}
