public import Analysis
internal import PipelineSchedules
internal import Quantities
internal import Training

/// Schedules played with waits in place of tensors, as one self-contained page that opens offline.
public struct TimedReport: Sendable {
  private let study: TimedStudy

  /// - Parameter study: Of at least one schedule.
  public init(_ study: TimedStudy) {
    precondition(!study.entries.isEmpty, "a report of no schedule")
    self.study = study
  }

  /// The page as UTF-8.
  ///
  /// - Complexity: O(slots)
  public func document() -> [UInt8] {
    let schedule = study.entries[0].run.schedule
    let overlays = study.entries.map { entry -> Markup in
      let overlay = StepOverlay(entry)
      return PageFrame.section(
        entry.run.schedule.name,
        "\(overlay.pictures)\(overlay.comparison)<h3>What each rank did</h3>\n\(overlay.ranks)")
    }
    let heading: Markup = """
      <p class="kicker">Duplex</p><h1>Schedules measured and predicted</h1>
      <p>\(schedule.shape); messages are real, and in place of computing the ranks wait; the median of \
      \(MeasuredFigures.count(study.entries[0].run.steps.count, "step")) each; \(study.lengths)</p>
      """
    return PageFrame.document(
      title: "Schedules measured and predicted", heading: heading,
      contents: "\(PageFrame.section("Steps", table))\(overlays)\(refusals)",
      scripts: "<script>\(PageScript.javascript)</script>\n", footer: "Times were measured.")
  }

  private var table: Markup {
    var table = PageTable(
      headers: TimedRows.headers.map { header in
        String(header.map { $0.isNewline ? " " : $0 })
      })
    for row in TimedRows.rows(study) { table.append(row.map(\.withTrueMinus)) }
    return """
      <p>Predicted: by the simulation's engine, from measured lengths of slots and messages. From \
      lengths given: as long as the actions were to last, with messages that take no time. A formula \
      stands where a paper prints one that measures the bubble from the step's begin to its end.</p>
      \(table.markup)<p>Below, the step of median length, a row a rank, above the predicted one on the \
      same time axis. Cyan is pipeline communication, which waits for bytes that move; grey is bubble, \
      which waits for work that is not there. Point at a bar to read its action.</p>

      """
  }

  private var refusals: Markup {
    guard !study.refusals.isEmpty else { return Markup() }
    let items = study.refusals.map { refusal -> Markup in
      "<li><b>\(refusal.schedule)</b>: \(refusal.reason)</li>\n"
    }
    return PageFrame.section("Cannot be played here", "<ul>\n\(items)</ul>\n")
  }
}
