import PipelineSchedules

/// Durations that a file lacks for the schedule that is to be predicted from it.
struct MissingMeasurement {
  /// Of the file.
  let path: String
  let schedule: String
  /// Begins with the slot that was not measured, and a semicolon.
  let detail: String

  /// What is missing, and how to measure it.
  var refusal: InputError {
    let slot = String(detail.prefix { $0 != ";" })
    let missing =
      PipelineAction(slot).map { "no \($0.kind.rawValue) of stage \($0.stage)" }
      ?? "no duration of \(slot)"
    return InputError(
      "\(path) has \(missing), which \(schedule) plays; measure one with "
        + "`duplex train --schedule \(schedule) --profile FILE`")
  }
}
