internal import PipelineSchedules
internal import Quantities
internal import Timelines

/// How reports of measured steps write times, errors and the parts of a step.
enum MeasuredFigures {
  /// The parts of a rank's step; expert communication and optimiser where some rank has them.
  static func parts(of shares: [StepShares]) -> [StepPart] {
    StepPart.allCases.filter { part in
      switch part {
      case .exposedExpert, .optimizer: shares.contains { part.time(in: $0) > .zero }
      case .computing, .bubble, .exposedPipeline: true
      }
    }
  }

  /// A part with what a rank waits for in it, the same in legends and tables.
  static func name(of part: StepPart) -> String {
    switch part {
    case .computing: "computing"
    case .bubble: "bubble (waiting for work)"
    case .exposedExpert: "expert communication (waiting for experts)"
    case .exposedPipeline: "pipeline communication (waiting for bytes)"
    case .optimizer: "optimiser"
    }
  }

  /// The same for the head of a terminal table's column, in lines.
  static func header(of part: StepPart) -> String { name(of: part).replacing(" (", with: "\n(") }

  /// Milliseconds with as many decimals as the clock deserves.
  static func milliseconds(_ seconds: Double) -> String { fixed(seconds * 1000, decimals: 1) }

  /// Such as `+0.42 %`.
  static func error(_ share: Double) -> String {
    let text = percent(share, decimals: 2)
    return share > 0 && text != percent(0, decimals: 2) ? "+" + text : text
  }

  /// Such as `1 rank` or `2,048 microbatches`.
  static func count(_ count: Int, _ noun: String) -> String {
    let ending = count == 1 ? "" : noun.hasSuffix("ch") ? "es" : "s"
    return "\(grouped(count)) \(noun)\(ending)"
  }

  static func share(_ share: Double) -> String { percent(share, decimals: 2) }
}

extension PipelineSchedule {
  /// Such as `4 ranks, 8 microbatches`.
  var shape: String {
    MeasuredFigures.count(ranks, "rank") + ", "
      + MeasuredFigures.count(microbatches, "microbatch")
  }
}
