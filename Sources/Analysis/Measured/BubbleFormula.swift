public import PipelineSchedules

/// The idle time of a rank as a paper prints it, for schedules of which one does.
public struct BubbleFormula: Hashable, Sendable {
  /// Such as `(p-1)(F+B)`.
  public let text: String
  /// Idle time of every rank between the step's begin and its end, in the unit of the times.
  public let idle: Double
  /// ``idle`` over the step.
  public let fraction: Double

  /// Takes the formula of a schedule's name; nil where there is none that holds for these times.
  ///
  /// ZB-H2 and ZB-V have formulas for a step that every rank begins and ends when its own work does,
  /// which is another measure. That of ZB-H1 holds where W is no longer than I and F, that of DualPipe
  /// where pairs hide nothing and B is as long as F and W together; interleaved schedules have one where
  /// the ranks divide the microbatches.
  ///
  /// - Parameters:
  ///   - schedule: Of the catalogue.
  ///   - times: Of its actions; the latency of messages is taken as 0.
  /// - Source: Narayanan et al. 2021, arXiv:2104.04473, section 2.2; Qi et al. 2024, arXiv:2401.10241,
  ///   section 2.2; DeepSeek-AI 2024, arXiv:2412.19437, table 2.
  public init?(_ schedule: PipelineSchedule, times: ScheduleTimes) {
    let (p, m) = (Double(schedule.ranks), Double(schedule.microbatches))
    let chunks = Double(schedule.chunksPerRank)
    let (f, b, w) = (times.forward, times.backward, times.backwardWeight)
    let i = times.backwardInput
    switch schedule.name {
    case "gpipe", "1f1b":
      (text, idle) = ("(p-1)(F+B)", (p - 1) * (f + b))
    case "interleaved-1f1b":
      guard schedule.microbatches.isMultiple(of: schedule.ranks) else { return nil }
      (text, idle) = ("(p-1)(F+B)", (p - 1) * (f + b))
    case "zb-h1":
      guard w <= i, w <= f, schedule.microbatches >= schedule.ranks, Self.equal(b, i + w) else {
        return nil
      }
      (text, idle) = ("(p-1)(F+I-W)", (p - 1) * (f + i - w))
    case "dualpipe":
      guard Self.equal(b, f + w), Self.equal(times.pair, f + b), Self.equal(b, i + w) else {
        return nil
      }
      (text, idle) = ("(p/2-1)(FB+B-3W)", (p / 2 - 1) * (times.pair + b - 3 * w))
    default: return nil
    }
    let work = m * chunks * (f + b)
    fraction = work > 0 ? idle / (idle + work) : 0
  }

  private static func equal(_ a: Double, _ b: Double) -> Bool {
    abs(a - b) <= 1e-9 * max(abs(a), abs(b))
  }
}
