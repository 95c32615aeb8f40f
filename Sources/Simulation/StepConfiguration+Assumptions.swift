import ClusterModels
public import CostModels
import Quantities

extension StepConfiguration {
  /// What a step takes for granted of the GPUs' differences, of routing and of transfers, in a fixed
  /// order; only what this step uses.
  public var assumptions: [Assumption] {
    [transferAssumption].compactMap(\.self) + routingAssumptions + speedAssumptions
  }

  private var transferAssumption: Assumption? {
    guard parallelism.pipeline > 1 else { return nil }
    switch transfers {
    case .commit:
      return Assumption(
        name: "start of pipeline transfers",
        value: "with the next slot, which waits for them and for all its inputs",
        grade: .extrapolated,
        source: "the published DualPipe class commits so: deepseek-ai/DualPipe, dualpipe.py")
    case .eager:
      return Assumption(
        name: "start of pipeline transfers", value: "as soon as their data exist",
        grade: .assumption, source: "chosen; the published DualPipe class waits for the next slot")
    }
  }

  private var routingAssumptions: [Assumption] {
    guard case .sampled(let skew, let maxVio) = routing else { return [] }
    return [
      Assumption(
        name: "skew of expert loads",
        value: "\(significant(skew, digits: 2)) standard deviation of a load's logarithm",
        grade: .assumption,
        source: """
          chosen; 0.3 is what 64 sequences of one expert group have together when each has log-normal \
          loads of its own, of standard deviation 1.4; nothing published says it
          """),
      Assumption(
        name: "MaxVio of expert loads over a run", value: significant(maxVio, digits: 2),
        grade: .extrapolated,
        source: "bias balancing leaves 0.04 to 0.1: Wang et al. 2024, arXiv:2408.15664"),
    ]
  }

  private var speedAssumptions: [Assumption] {
    var result: [Assumption] = []
    if jitter > 0 {
      result.append(
        Assumption(
          name: "jitter of operators",
          value: "\(percent(jitter)) standard deviation of each operator", grade: .assumption,
          source: """
            chosen; two layer periods of the DeepSeek-V3 training trace differ by 1.6 %, that is 1.1 % \
            standard deviation of a sum of about ten operators
            """))
    }
    if speedSpread > 0 {
      result.append(
        Assumption(
          name: "spread of the GPUs' speeds",
          value: "\(percent(speedSpread)) standard deviation, for the whole step",
          grade: .extrapolated,
          source: """
            8 % between GPUs of one kind: Sinha et al., SC 2022, arXiv:2208.11035; taken for the range of \
            the whiskers of a normal distribution, 5.4 standard deviations
            """))
    }
    return result
  }
}
