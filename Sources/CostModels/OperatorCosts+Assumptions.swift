import ClusterModels
import Quantities
import TransformerModels

extension OperatorCosts {
  /// The constants that these durations rest on, in a fixed order; only those that this workload
  /// uses.
  public var assumptions: [Assumption] {
    rateAssumptions + messageAssumptions + stepEndAssumptions
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
