public import Analysis
internal import PipelineSchedules
public import Quantities
internal import Timelines
internal import Training

/// A step predicted from measured durations, as JSON.
public enum PredictionJSON {
  /// The step, its parts as shares, and per rank in seconds; `measured` and `stepError` are null where
  /// the durations come from another step.
  public static func document(_ prediction: MeasuredPrediction) -> JSONText {
    let schedule = prediction.timeline.schedule
    return [
      "format": .integer(EvaluationJSON.format),
      "schedule": .string(schedule.name),
      "ranks": .integer(schedule.ranks),
      "microbatches": .integer(schedule.microbatches),
      "predicted": step(prediction.timeline),
      "measured": prediction.facts.map(measured) ?? .null,
      "stepError": prediction.error.map(JSONText.number) ?? .null,
    ]
  }

  private static func measured(_ facts: MeasuredFacts) -> JSONText {
    [
      "steps": .integer(facts.steps),
      "stepSeconds": .number(facts.stepSeconds),
      "bubbleFraction": .number(facts.bubbleFraction),
      "exposedPipelineFraction": .number(facts.exposedPipelineFraction),
    ]
  }

  /// A step's length and parts.
  static func step(_ timeline: Timeline) -> JSONText {
    let perRank = StepPart.allCases.map { part in
      JSONText.Member(
        "\(part.key)SecondsPerRank",
        .array(timeline.replicaShares.map { .number(part.time(in: $0).seconds) }))
    }
    return .object(
      [
        JSONText.Member("stepSeconds", .number(timeline.step.seconds)),
        JSONText.Member("bubbleFraction", .number(timeline.bubbleFraction)),
        JSONText.Member("exposedPipelineFraction", .number(timeline.exposedPipelineFraction)),
        JSONText.Member("idleFraction", .number(timeline.idleFraction)),
      ] + perRank)
  }
}
