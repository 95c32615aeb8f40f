public import Analysis
internal import CostModels
public import Quantities
internal import Timelines

/// One schedule's result as JSON, by the keys that programs rely on.
public struct EvaluationJSON: Sendable {
  /// Raised when a key changes its meaning or goes away.
  public static let format = 1

  private let evaluation: Evaluation

  public init(_ evaluation: Evaluation) { self.evaluation = evaluation }

  /// A document of its own: `format`, `scenario`, and the entry's members at top level.
  ///
  /// With an explanation also its member `explain`.
  public func document(scenario: String, explanation: Explanation? = nil) -> JSONText {
    .object(
      [
        JSONText.Member("format", .integer(Self.format)),
        JSONText.Member("scenario", .string(scenario)),
      ] + members + (explanation.map { [ExplanationJSON($0).member] } ?? []))
  }

  /// One entry of a comparison.
  public var entry: JSONText { .object(members) }

  private var members: [JSONText.Member] {
    [JSONText.Member("name", .string(evaluation.schedule))] + stepMembers + throughputMembers
      + memoryMembers + runMembers + [
        JSONText.Member(
          "whatIf", .object(evaluation.whatIfSteps.map { .seconds($0.key, $0.step) })),
        JSONText.Member("notes", .array(evaluation.notes.map(JSONText.string))),
        JSONText.Member("simulation", simulation),
      ]
  }

  private var stepMembers: [JSONText.Member] {
    let shares = evaluation.timeline.meanShares
    var members = [
      JSONText.Member("chunks", .integer(evaluation.chunks)),
      JSONText.Member("copies", .integer(evaluation.copies)),
      JSONText.Member("stages", .string(evaluation.stages)),
      .seconds("stepSeconds", evaluation.step),
    ]
    for part in StepPart.allCases {
      let time = part.time(in: shares)
      members.append(.number("\(part.key)Seconds", time.seconds))
      members.append(.number("\(part.key)Fraction", evaluation.fraction(time)))
    }
    let actions =
      evaluation.actionSeconds.map { JSONText.Member.number($0.key, $0.seconds) }
      + evaluation.predictions.filter(\.isAction).flatMap(\.members)
    members += uncertaintyMembers
    return members + [
      .seconds("expertCommunicationSeconds", evaluation.expertCommunication),
      JSONText.Member(
        "hiddenExpertFraction", evaluation.hiddenExpertFraction.map(JSONText.number) ?? .null),
      JSONText.Member("hiding", .string(evaluation.hiding.rawValue)),
      .number("expertWaitSeconds", shares.expertWait.seconds),
      .number("idleFraction", evaluation.fraction(shares.idle)),
      JSONText.Member("actions", .object(actions)),
    ]
  }

  /// Intervals of everything outside the actions, and what the step hangs on.
  private var uncertaintyMembers: [JSONText.Member] {
    guard let uncertainty = evaluation.uncertainty else { return [] }
    let sources = zip(uncertainty.sources, uncertainty.sensitivities).map { source, moved in
      JSONText.object([
        JSONText.Member("name", .string(source.kind.rawValue)),
        .number("low", source.range.lowerBound), .number("high", source.range.upperBound),
        .number("stepSeconds", moved), JSONText.Member("reason", .string(source.reason)),
      ])
    }
    return evaluation.predictions.filter { !$0.isAction }.flatMap(\.members) + [
      JSONText.Member("samples", .integer(uncertainty.samples)),
      JSONText.Member("sensitivities", .array(sources)),
    ]
  }

  private var throughputMembers: [JSONText.Member] {
    let throughput = evaluation.throughput
    return [
      JSONText.Member("tokensPerStep", .integer(throughput.tokensPerStep)),
      .number("tokensPerSecond", throughput.tokensPerSecond),
      .number("tokensPerDay", throughput.tokensPerDay),
      .number("teraflopsPerSecondCausal", throughput.teraflopsPerSecondCausal),
      .number("teraflopsPerSecondFull", throughput.teraflopsPerSecondFull),
      .number("mfuCausal", throughput.mfuCausal),
      .number("mfuFull", throughput.mfuFull),
      JSONText.Member("peak", .string(throughput.peakName)),
    ]
  }

  private var memoryMembers: [JSONText.Member] {
    let memory = evaluation.memory
    let ranks = memory.perRank.enumerated().map { rank, use in
      JSONText.object(
        [JSONText.Member("rank", .integer(rank)), .bytes("totalBytes", use.total)]
          + use.kinds.map { .bytes($0.key, $0.bytes) })
    }
    return [
      .bytes("peakMemoryBytes", memory.peak),
      JSONText.Member("peakMemoryRank", .integer(memory.peakRank)),
      .bytes("memoryCapacityBytes", memory.capacity),
      JSONText.Member("fits", .bool(memory.fits)),
      JSONText.Member("memoryPerRank", .array(ranks)),
    ]
  }

  private var runMembers: [JSONText.Member] {
    evaluation.run.map { RunCostJSON($0, relativeStep: evaluation.relativeStep).members } ?? []
  }

  private var simulation: JSONText {
    let figures = evaluation.simulation
    return [
      "gpus": .integer(figures.gpus), "operators": .integer(figures.operators),
      "laneOperators": .integer(figures.laneOperators),
      "wallSeconds": .number(figures.wallSeconds), "processes": .integer(figures.processes),
    ]
  }
}

extension Prediction {
  /// Low and high; none where the interval stands elsewhere.
  var members: [JSONText.Member] {
    guard let key else { return [] }
    return [.number(key + "Low", interval.low), .number(key + "High", interval.high)]
  }
}

extension JSONText.Member {
  static func number(_ key: String, _ value: Double) -> JSONText.Member {
    JSONText.Member(key, .number(value))
  }

  static func seconds(_ key: String, _ time: VirtualTime) -> JSONText.Member {
    number(key, time.seconds)
  }

  static func bytes(_ key: String, _ bytes: Bytes) -> JSONText.Member {
    JSONText.Member(key, .integer(Int(bytes.count)))
  }
}
