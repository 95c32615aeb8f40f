public import Analysis
internal import PipelineSchedules
internal import Quantities
public import Timelines
public import Training

/// A measured step and the same step as predicted from the lengths of its slots.
public struct StepOverlay: Sendable {
  public let measured: Timeline
  public let predicted: Timeline
  /// How many steps were measured; ``measured`` is the one of median length.
  public let steps: Int

  /// Takes the median of some steps, and predicts it from the lengths that were measured.
  ///
  /// - Parameter steps: Of one schedule, at least one.
  /// - Throws: `SimulationError` with code `tooLarge`.
  /// - Complexity: O(slots)
  public init(_ steps: [MeasuredStep]) throws {
    let durations = MeasuredDurations(steps)
    let measured = steps.median.timeline
    let prediction = try MeasuredPrediction(measured.schedule, durations: durations)
    self.init(measured: measured, predicted: prediction.timeline, steps: steps.count)
  }

  public init(_ entry: TimedStudy.Entry) {
    self.init(
      measured: entry.run.median.timeline, predicted: entry.prediction.timeline,
      steps: entry.run.steps.count)
  }

  init(measured: Timeline, predicted: Timeline, steps: Int) {
    self.measured = measured
    self.predicted = predicted
    self.steps = steps
  }

  /// How far the predicted step lies above the measured one, as a share of that.
  public var error: Double { predicted.step.seconds / measured.step.seconds - 1 }

  /// Both pipelines on one axis, the measured one above; their titles are short enough for a phone.
  var pictures: Markup {
    let drawings = [("measured", measured), ("predicted", predicted)].map { name, timeline in
      PipelineDrawing(
        timeline,
        title: "\(name): "
          + MeasuredFigures.step(timeline.step.seconds, bubble: timeline.bubbleFraction)
      ).inMilliseconds
    }
    return """
      \(PipelineLegend(drawings, namesWaits: true).html)\(PipelineSVG(drawings, hover: .script).fragment())
      """
  }

  /// What its readers need for both the pictures and the table.
  static let remark =
    "A wait is bubble as long as the sender computes, and pipeline communication from then on. Ranks "
    + "with mirrored programs, such as DualPipe's, wait for each other only where their slots differ in "
    + "length, so the prediction has less bubble there the more it evens lengths out. What was lost "
    + "either way is idle, the sum of both, which is what to compare."

  /// Both steps and what their ranks wait for, on average.
  var comparison: Markup {
    let parts = MeasuredFigures.parts(of: measured.replicaShares + predicted.replicaShares)
    var table = PageTable(
      headers: ["", "step, ms"] + parts.map { "\(MeasuredFigures.name(of: $0)), ms" }
        + ["bubble, of the step", "idle, of the step"])
    for (name, timeline) in [("measured", measured), ("predicted", predicted)] {
      table.append(
        [name, MeasuredFigures.milliseconds(timeline.step.seconds)]
          + parts.map { MeasuredFigures.milliseconds($0.time(in: timeline.meanShares).seconds) }
          + [timeline.bubbleFraction, timeline.idleFraction].map(MeasuredFigures.share))
    }
    let ratios = parts.map { _ in "" }
    table.append(
      ["predicted over measured", MeasuredFigures.error(error).withTrueMinus] + ratios
        + [
          points(predicted.bubbleFraction - measured.bubbleFraction),
          points(predicted.idleFraction - measured.idleFraction),
        ])
    return "\(table.markup)<p>\(Self.remark)</p>\n"
  }

  /// A difference of shares, such as `+0.42 points`.
  private func points(_ difference: Double) -> String {
    ((difference > 0 ? "+" : "") + fixed(100 * difference, decimals: 2) + " points").withTrueMinus
  }

  /// What each rank of the measured step did.
  var ranks: Markup {
    let shares = measured.replicaShares
    let parts = MeasuredFigures.parts(of: shares)
    let bars = StackedBars(
      unit: "ms", decimals: 1,
      parts: parts.map { StackedBars.Part(name: MeasuredFigures.name(of: $0), colour: $0.colour) },
      bars: shares.enumerated().map { rank, shares in
        StackedBars.Bar(
          label: "rank \(rank)", values: parts.map { $0.time(in: shares).seconds * 1000 },
          total: "computing \(MeasuredFigures.milliseconds(shares.computing.seconds)) ms, "
            + "idle \(MeasuredFigures.milliseconds(shares.idle.seconds)) ms")
      })
    var table = PageTable(
      headers: ["rank"] + parts.map { "\(MeasuredFigures.name(of: $0)), ms" })
    for (rank, shares) in shares.enumerated() {
      table.append(
        ["\(rank)"]
          + parts.map { MeasuredFigures.milliseconds($0.time(in: shares).seconds) })
    }
    return "\(bars.figure(charted: false))\(table.markup)"
  }
}
