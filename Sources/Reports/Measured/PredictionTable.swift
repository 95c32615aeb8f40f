public import Analysis
internal import PipelineSchedules
internal import Quantities
internal import Timelines
internal import Training

/// A step predicted from measured durations, for people at a terminal.
public struct PredictionTable: Sendable, CustomStringConvertible {
  private let prediction: MeasuredPrediction
  private let bold: Bool

  /// Takes what to print, and whether titles carry the escape codes for bold text.
  public init(_ prediction: MeasuredPrediction, bold: Bool = false) {
    self.prediction = prediction
    self.bold = bold
  }

  /// A heading, the steps, and what each rank does, without a final line break.
  public var description: String {
    let schedule = prediction.timeline.schedule
    let title = "\(schedule.name), \(schedule.shape)"
    let sections = [
      [bold ? "\u{1B}[1m\(title)\u{1B}[0m" : title] + steps,
      MeasuredRanks(prediction.timeline).lines,
    ]
    return sections.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
  }

  private var steps: [String] {
    let timeline = prediction.timeline
    var table = TextTable(
      headers: ["", "step\nms"]
        + [.bubble, .exposedPipeline].map(MeasuredFigures.header) + ["idle"])
    table.rows.append([
      "predicted", MeasuredFigures.milliseconds(timeline.step.seconds),
      MeasuredFigures.share(timeline.bubbleFraction),
      MeasuredFigures.share(timeline.exposedPipelineFraction),
      MeasuredFigures.share(timeline.idleFraction),
    ])
    guard let facts = prediction.facts, let error = prediction.error else {
      return table.lines + note
    }
    table.rows.append([
      "measured, median of \(facts.steps)", MeasuredFigures.milliseconds(facts.stepSeconds),
      MeasuredFigures.share(facts.bubbleFraction),
      MeasuredFigures.share(facts.exposedPipelineFraction),
      MeasuredFigures.share(facts.bubbleFraction + facts.exposedPipelineFraction),
    ])
    table.rows.append(["error", MeasuredFigures.error(error), "", "", ""])
    return table.lines
  }

  private var note: [String] {
    guard let facts = prediction.durations.facts else {
      return ["The file does not say what step its durations come from."]
    }
    return [
      "Measured were \(facts.schedule), \(MeasuredFigures.count(facts.ranks, "rank")), "
        + "\(MeasuredFigures.count(facts.microbatches, "microbatch"))."
    ]
  }
}

/// What each rank of a step does, in milliseconds, as a table for a terminal.
struct MeasuredRanks: Sendable {
  private let timeline: Timeline

  init(_ timeline: Timeline) { self.timeline = timeline }

  /// - Complexity: O(ranks)
  var lines: [String] {
    let shares = timeline.replicaShares
    let parts = MeasuredFigures.parts(of: shares)
    var table = TextTable(
      headers: ["rank"] + parts.map { "\(MeasuredFigures.header(of: $0))\nms" } + [
        "bubble\nof the step"
      ])
    for (name, shares) in shares.enumerated().map({ ("\($0)", $1) }) + [
      ("mean", timeline.meanShares)
    ] {
      table.rows.append(
        [name] + parts.map { MeasuredFigures.milliseconds($0.time(in: shares).seconds) } + [
          MeasuredFigures.share(shares.bubble.fraction(of: timeline.step))
        ])
    }
    return table.lines
  }
}
