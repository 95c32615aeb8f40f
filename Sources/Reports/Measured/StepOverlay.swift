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

  /// Takes the median of some steps, and predicts it from the lengths of slots.
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

  /// Both pipelines on one axis, the measured one above.
  var pictures: Markup {
    let drawings = [("measured", measured), ("predicted", predicted)].map { name, timeline in
      PipelineDrawing(
        timeline,
        title: "\(measured.schedule.name), \(name): "
          + "\(MeasuredFigures.milliseconds(timeline.step.seconds)) ms, bubble "
          + MeasuredFigures.share(timeline.bubbleFraction))
    }
    return """
      \(PipelineLegend(drawings).html)\(PipelineSVG(drawings, hover: .script).fragment())
      """
  }

  /// Both steps and what their ranks wait for, on average.
  var comparison: Markup {
    let parts = MeasuredFigures.parts(of: measured.replicaShares + predicted.replicaShares)
    var table = PageTable(
      headers: ["", "step (ms)"] + parts.map { "\(MeasuredFigures.name(of: $0)) (ms)" } + [
        "bubble"
      ])
    for (name, timeline) in [("measured", measured), ("predicted", predicted)] {
      table.append(
        [name, MeasuredFigures.milliseconds(timeline.step.seconds)]
          + parts.map { MeasuredFigures.milliseconds($0.time(in: timeline.meanShares).seconds) }
          + [MeasuredFigures.share(timeline.bubbleFraction)])
    }
    let ratios = parts.map { _ in "" }
    table.append(
      ["predicted over measured", MeasuredFigures.error(error).withTrueMinus] + ratios + [
        points.withTrueMinus
      ])
    return table.markup
  }

  private var points: String {
    let difference = 100 * (predicted.bubbleFraction - measured.bubbleFraction)
    return (difference > 0 ? "+" : "") + fixed(difference, decimals: 2) + " points"
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
          total: parts.filter { $0 != .computing }.map {
            "\(MeasuredFigures.name(of: $0)) "
              + MeasuredFigures.milliseconds($0.time(in: shares).seconds) + " ms"
          }.joined(separator: ", "))
      })
    return bars.figure(charted: false)
  }
}
