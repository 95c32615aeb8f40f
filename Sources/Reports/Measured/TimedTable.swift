public import Analysis
internal import PipelineSchedules
internal import Quantities
internal import Timelines
internal import Training

/// Schedules played with waits in place of tensors, for people at a terminal.
public struct TimedTable: Sendable, CustomStringConvertible {
  let study: TimedStudy
  private let bold: Bool

  /// Takes what to print, and whether titles carry the escape codes for bold text.
  public init(_ study: TimedStudy, bold: Bool = false) {
    self.study = study
    self.bold = bold
  }

  /// A table of the schedules, and of a single one what each rank did; without a final line break.
  public var description: String {
    var sections: [[String]] = []
    if let entry = study.entries.first {
      let schedule = entry.run.schedule
      sections.append([
        title(
          "\(schedule.shape), median of "
            + MeasuredFigures.count(entry.run.steps.count, "step")),
        study.lengths,
      ])
      var table = TextTable(headers: TimedRows.headers)
      table.rows = TimedRows.rows(study)
      sections.append(table.lines)
      if study.entries.count == 1 {
        sections.append(
          ["What each rank did, measured"] + MeasuredRanks(entry.run.median.timeline).lines)
      }
    }
    if !study.refusals.isEmpty {
      sections.append(
        [title("Cannot be played here")] + study.refusals.map { "\($0.schedule): \($0.reason)" })
    }
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private func title(_ text: String) -> String { bold ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
}

extension TimedStudy {
  /// How long the actions were to last.
  var lengths: String {
    let lengths = [
      ("F", times.forward), ("B", times.backward), ("I", times.backwardInput),
      ("W", times.backwardWeight), ("a pair", times.pair),
    ]
    return lengths.map { name, seconds in
      "\(name) \(significant(seconds * 1000, digits: 3)) ms"
    }.joined(separator: ", ")
  }
}

/// The same cells for terminals and pages.
enum TimedRows {
  static let headers = [
    "schedule", "measured\nms", "predicted\nms", "error", "from lengths\ngiven, ms", "error",
    "bubble\nmeasured", "\npredicted", "printed\nformula",
  ]

  /// A row for each schedule.
  static func rows(_ study: TimedStudy) -> [[String]] {
    study.entries.map { entry in
      let (measured, predicted) = (entry.run.median.timeline, entry.prediction.timeline)
      return [
        entry.run.schedule.name, MeasuredFigures.milliseconds(measured.step.seconds),
        MeasuredFigures.milliseconds(predicted.step.seconds),
        MeasuredFigures.error(entry.prediction.error ?? 0),
        MeasuredFigures.milliseconds(entry.run.planned.makespan),
        MeasuredFigures.error(entry.run.plannedError),
        MeasuredFigures.share(measured.bubbleFraction),
        MeasuredFigures.share(predicted.bubbleFraction),
        entry.formula.map { MeasuredFigures.share($0.fraction) } ?? "",
      ]
    }
  }
}
