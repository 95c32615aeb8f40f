public import Analysis
internal import PipelineSchedules
internal import Quantities
internal import Timelines
internal import Training

extension PipelineDrawing {
  /// The same drawing of a timeline with its times in milliseconds, as tables of measured steps have
  /// them.
  var inMilliseconds: PipelineDrawing {
    let scaled = { (range: ClosedRange<Double>) -> ClosedRange<Double> in
      range.lowerBound * 1000...range.upperBound * 1000
    }
    var drawing = self
    drawing.unit = "ms"
    drawing.total *= 1000
    drawing.rows = rows.map { row in
      var row = row
      row.spans = row.spans.map { span in
        var span = span
        span.start *= 1000
        span.end *= 1000
        return span
      }
      row.pipelineWaits = row.pipelineWaits.map(scaled)
      row.optimizer = row.optimizer.map(scaled)
      return row
    }
    return drawing
  }

  /// A predicted step under a title with its numbers, and with those of the measured one where the
  /// durations come from the same schedule.
  ///
  /// - Complexity: O(slots)
  public init(_ prediction: MeasuredPrediction) {
    let timeline = prediction.timeline
    var title =
      "\(timeline.schedule.name), predicted: "
      + MeasuredFigures.step(timeline.step.seconds, bubble: timeline.bubbleFraction)
    if let facts = prediction.facts {
      title +=
        "; measured, median of \(facts.steps): "
        + MeasuredFigures.step(facts.stepSeconds, bubble: facts.bubbleFraction)
    }
    self = PipelineDrawing(timeline, title: title).inMilliseconds
  }
}

extension MeasuredFigures {
  /// Such as `38.8 ms, bubble 1.03 %`.
  static func step(_ seconds: Double, bubble: Double) -> String {
    "\(milliseconds(seconds)) ms, bubble \(share(bubble))"
  }
}
