public import Analysis
internal import PipelineSchedules
public import Quantities
internal import Training

/// Schedules played with waits in place of tensors, as JSON.
public enum TimedJSON {
  /// A member `schedules` with one entry each, `refused` with reasons, and the lengths of actions.
  public static func document(_ study: TimedStudy) -> JSONText {
    [
      "format": .integer(EvaluationJSON.format),
      "actionSeconds": [
        "F": .number(study.times.forward), "B": .number(study.times.backward),
        "I": .number(study.times.backwardInput), "W": .number(study.times.backwardWeight),
        "FB": .number(study.times.pair),
      ],
      "schedules": .array(study.entries.map(entry)),
      "refused": .array(
        study.refusals.map {
          ["schedule": .string($0.schedule), "reason": .string($0.reason)]
        }),
    ]
  }

  private static func entry(_ entry: TimedStudy.Entry) -> JSONText {
    let schedule = entry.run.schedule
    return [
      "name": .string(schedule.name),
      "ranks": .integer(schedule.ranks),
      "microbatches": .integer(schedule.microbatches),
      "steps": .integer(entry.run.steps.count),
      "measured": PredictionJSON.step(entry.run.median.timeline),
      "predicted": PredictionJSON.step(entry.prediction.timeline),
      "stepError": entry.prediction.error.map(JSONText.number) ?? .null,
      "plannedStepSeconds": .number(entry.run.planned.makespan),
      "plannedStepError": .number(entry.run.plannedError),
      "formulaBubbleFraction": entry.formula.map { .number($0.fraction) } ?? .null,
    ]
  }
}
