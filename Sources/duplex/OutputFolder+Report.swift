import Analysis
import FoundationEssentials
import PipelineSchedules
import Quantities
import Reports
import Training

extension OutputFolder {
  /// Writes a comparison as page, picture, JSON and CSV, and the trace of one of its schedules.
  ///
  /// - Parameters:
  ///   - comparison: What to write.
  ///   - explanation: Of one of its schedules, for the page; nil for none.
  ///   - traced: The schedule of the trace; the first one where this one did not run.
  /// - Throws: `InputError` where a file cannot be written.
  func writeReport(
    _ comparison: Comparison, explaining explanation: Explanation? = nil, tracing traced: String
  ) throws {
    let script = try? String(contentsOfFile: HTMLReport.chartScriptPath, encoding: .utf8)
    let report = HTMLReport(comparison, explanation: explanation, chartScript: script)
    try write(report.document(), to: "report.html")
    try write(ComparisonJSON(comparison).document.pretty + "\n", to: "comparison.json")
    try write(ComparisonCSV(comparison).description, to: "comparison.csv")
    let evaluations = comparison.evaluations
    let chosen = evaluations.first { $0.schedule == traced } ?? evaluations.first
    guard let chosen else { return }
    let drawings = evaluations.map { PipelineDrawing($0.timeline) }
    try write(PipelineSVG(drawings, hover: .none).document(), to: "pipelines.svg")
    try write(PerfettoTrace(chosen.timeline).document(), to: "trace.json")
  }

  /// Writes a routing study as page, JSON and CSV.
  ///
  /// - Throws: `InputError` where a file cannot be written.
  func writeReport(_ study: RoutingStudy) throws {
    try write(RoutingReport(study).document(), to: "report.html")
    try write(RoutingJSON(study).document.pretty + "\n", to: "routing.json")
    let tables = RoutingCSV(study)
    try write(tables.steps, to: "steps.csv")
    try write(tables.experts, to: "experts.csv")
    try write(tables.gpus, to: "gpus.csv")
  }

  /// Writes a precision study as page, JSON and CSV.
  ///
  /// - Throws: `InputError` where a file cannot be written.
  func writeReport(_ results: PrecisionResults) throws {
    try write(PrecisionReport(results).document(), to: "report.html")
    try write(PrecisionJSON.document(results).pretty + "\n", to: "gemm.json")
    let tables = PrecisionCSV(results)
    try write(tables.roundings, to: "roundings.csv")
    try write(tables.accumulations, to: "accumulations.csv")
  }

  /// Writes a training study as page, JSON and CSV.
  ///
  /// - Throws: `InputError` where a file cannot be written.
  func writeReport(_ results: TrainingStudyResults) throws {
    try write(TrainingStudyReport(results).document(), to: "report.html")
    let data = TrainingStudyData(results)
    try write(data.document.pretty + "\n", to: "study.json")
    try write(data.steps, to: "steps.csv")
  }

  /// Writes a training run as page, and the trace of the measured step of median length.
  ///
  /// - Parameters:
  ///   - history: With no step there is nothing to write.
  ///   - heldOutLoss: In nats a token; nil where it was not computed.
  ///   - steps: That were measured slot by slot.
  /// - Throws: `InputError` where a file cannot be written.
  func writeReport(
    _ history: TrainingHistory, heldOutLoss: Double?, steps: [MeasuredStep]
  ) throws {
    guard !history.steps.isEmpty else { return }
    let overlay = steps.isEmpty ? nil : try StepOverlay(steps)
    let report = TrainingReport(history, heldOutLoss: heldOutLoss, overlay: overlay)
    try write(report.document(), to: "report.html")
    if let overlay {
      try write(PerfettoTrace(overlay.measured).document(), to: "trace.json")
    }
  }

  /// Writes a step predicted from measured durations as JSON, picture and trace.
  ///
  /// - Throws: `InputError` where a file cannot be written.
  func writeReport(_ prediction: MeasuredPrediction) throws {
    let timeline = prediction.timeline
    try write(PredictionJSON.document(prediction).pretty + "\n", to: "prediction.json")
    try write(PipelineSVG([PipelineDrawing(prediction)]).document(), to: "pipelines.svg")
    try write(PerfettoTrace(timeline).document(), to: "trace.json")
  }

  /// Writes schedules played with waits as page and JSON, and of each its durations, which
  /// `duplex simulate --measured` reads, and the trace of its measured step.
  ///
  /// - Parameter study: Of at least one schedule.
  /// - Throws: `InputError` where a file cannot be written.
  func writeReport(_ study: TimedStudy) throws {
    try write(TimedReport(study).document(), to: "report.html")
    try write(TimedJSON.document(study).pretty + "\n", to: "timed.json")
    for entry in study.entries {
      let ending = study.entries.count == 1 ? "" : "-\(entry.run.schedule.fileName)"
      try write(entry.run.durations.csv, to: "durations\(ending).csv")
      try write(
        PerfettoTrace(entry.run.median.timeline).document(), to: "trace\(ending).json")
    }
  }
}

extension PipelineSchedule {
  /// Its name without what a file's name cannot hold.
  fileprivate var fileName: String {
    String(name.map { $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "-" })
  }
}
