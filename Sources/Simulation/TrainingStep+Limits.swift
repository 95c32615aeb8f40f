import ClusterModels
import CostModels
import PipelineSchedules
import Quantities

extension TrainingStep {
  /// The most operators of one replica: 200 times DeepSeek-V3's; kept for a timeline they take a
  /// gigabyte.
  private static let mostOperators = 1 << 24

  /// Half of what an `Int64` of picoseconds holds.
  static let longest = 4.6e6

  /// Refuses steps whose operators would fill the memory or whose clocks could overflow.
  ///
  /// No clock comes to more than all operators of a replica, and the longest end of a step behind
  /// them, one after the other on the slowest GPU.
  ///
  /// - Throws: `SimulationError` with code `tooLarge`.
  /// - Complexity: O(slots)
  func requireSize(of plan: StepPlan) throws(SimulationError) {
    guard plan.operators <= Self.mostOperators else {
      throw SimulationError(
        code: .tooLarge,
        detail: "\(grouped(plan.operators)) operators of \(grouped(schedule.microbatches)) "
          + "microbatches on \(schedule.ranks) pipeline ranks; at most "
          + "\(grouped(Self.mostOperators)) are simulated")
    }
    let slowdown = rankSlowdown.reduce(1, max)
    // Four deviations: jitter and speeds stay within 3.5.
    let variation =
      slowdown * (1 + 4 * configuration.jitter) * (1 + 4 * configuration.speedSpread)
    let end = stepEndCosts.map(\.total.seconds).reduce(0, max)
    let seconds = plan.serialSeconds * variation + end * slowdown
    guard seconds < Self.longest else {
      throw SimulationError(
        code: .tooLarge,
        detail: "the operators of a replica take up to \(significant(seconds, digits: 3)) s one "
          + "after the other, slowdown \(significant(slowdown, digits: 3)) and jitter "
          + "\(configuration.jitter) included; below \(grouped(Int(Self.longest))) s is accepted")
    }
  }
}

extension StepPlan {
  /// How long the operators and transfers of all ranks take one after the other.
  var serialSeconds: Double {
    let transfer = 2 * Double(transferOccupancy + transferLatency)
    let times = templates.map { instructions in
      instructions.reduce(0.0) { sum, instruction in
        switch instruction.code {
        case .compute, .computeAfterExchange, .exchange:
          sum + Double(table.durations[Int(instruction.duration)])
        case .send, .sendAfterExchange: sum + transfer
        case .awaitExchange, .awaitTransfer, .awaitTransfers: sum
        }
      }
    }
    return programs.joined().reduce(0) { $0 + times[Int($1.template)] } / 1e12
  }
}
