public import PipelineSchedules
import Quantities
import Timelines

/// How long the slots of a played schedule took, by what they did on which stage, step by step: from
/// this the step of the same or another schedule is predicted.
public struct MeasuredDurations: Hashable, Sendable {
  /// What a slot does.
  public enum Kind: String, CaseIterable, Hashable, Sendable {
    case forward = "F"
    case backward = "B"
    case backwardInput = "I"
    case backwardWeight = "W"
    /// An overlapped forward and backward.
    case pair = "FB"
  }

  /// Slots that do the same.
  public struct Group: Hashable, Sendable {
    public var kind: Kind
    /// Of a pair the stage of its forward.
    public var stage: Int
    /// Of a pair the stage of its backward; nil for others.
    public var backwardStage: Int?

    /// What a slot belongs to.
    public init(_ slot: ScheduleSlot) {
      switch slot {
      case .single(let action):
        kind =
          switch action.kind {
          case .forward: .forward
          case .backward: .backward
          case .backwardInput: .backwardInput
          case .backwardWeight: .backwardWeight
          }
        stage = action.stage
      case .pair(let forward, let backward):
        (kind, stage, backwardStage) = (.pair, forward.stage, backward.stage)
      }
    }

    init(kind: Kind, stage: Int, backwardStage: Int? = nil) {
      self.kind = kind
      self.stage = stage
      self.backwardStage = backwardStage
    }
  }

  /// The slots of one group.
  public struct Entry: Hashable, Sendable {
    public var group: Group
    /// How many were measured, at least 1.
    public var samples: Int
    /// Their mean.
    public var seconds: Double
    /// The length of each in seconds; empty where only the mean is known.
    ///
    /// Step after step, in a step rank after rank, of a rank in the order of its program.
    public var lengths: [Double] = []
  }

  /// Sorted by kind, stage, backward stage.
  public let entries: [Entry]
  /// What a message takes between ranks, in seconds: the lower quartile of the times that ranks waited
  /// for one that was moving; 0 where there was none.
  public let communication: Double
  /// The mean time from a step's last slot to its end, for sums of gradients and the optimiser, in
  /// seconds; 0 where a step ends with its schedule.
  public let optimizer: Double
  /// `[step]`, the same of each step; empty where only the mean is known.
  public let optimizers: [Double]
  /// The steps that the durations come from; nil where that is not known.
  public let facts: MeasuredFacts?

  private let places: [Group: Int]

  /// - Parameters:
  ///   - entries: One a group, in any order; with lengths where there are steps.
  ///   - communication: Seconds.
  ///   - optimizer: Seconds.
  ///   - optimizers: `[step]`, or none.
  ///   - facts: Of the steps.
  init(
    entries: [Entry], communication: Double, optimizer: Double = 0, optimizers: [Double] = [],
    facts: MeasuredFacts? = nil
  ) {
    self.entries = entries.sorted { $0.group.order < $1.group.order }
    self.communication = communication
    self.optimizer = optimizer
    self.optimizers = optimizers
    self.facts = facts
    places = Dictionary(
      self.entries.enumerated().map { ($1.group, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The mean of one group; nil where it was not measured.
  public func seconds(of group: Group) -> Double? { entry(of: group)?.seconds }

  func entry(of group: Group) -> Entry? { places[group].map { entries[$0] } }
}

extension MeasuredDurations {
  /// Keeps the lengths of all slots of some steps of one schedule.
  ///
  /// A rank waits for whichever is late, which no mean knows: so each length is kept, with the step
  /// that it comes from, as all slots of some steps are slow. A slot's length begins when its rank was
  /// free and a message made for it could be there: a rank that notices it later still was not given a
  /// core, which is no time of the message.
  ///
  /// - Parameter steps: At least one.
  /// - Complexity: O(slots)
  public init(_ steps: [MeasuredStep]) {
    precondition(!steps.isEmpty, "durations of no step")
    let median = steps.median.timeline
    let ends = steps.map { step in
      step.timeline.optimizerSpans.map { $0.upperBound - $0.lowerBound }.max() ?? 0
    }
    self.init(
      median.schedule, steps: steps.map(\.records), optimizers: ends.map { Double($0) / 1e12 },
      facts: MeasuredFacts(median, steps: steps.count))
  }

  /// Keeps what ranks recorded.
  ///
  /// - Parameters:
  ///   - schedule: What was played.
  ///   - steps: `[step][rank]`.
  ///   - optimizers: `[step]`, seconds.
  ///   - facts: Of the steps.
  init(
    _ schedule: PipelineSchedule, steps: [[RankRecord]], optimizers: [Double],
    facts: MeasuredFacts? = nil
  ) {
    let moves = steps.joined().flatMap(\.slots).filter { $0.made > $0.free }
      .map { $0.start - $0.made }.sorted()
    let message = moves.isEmpty ? 0 : moves[moves.count / 4]
    var samples: [Group: [Double]] = [:]
    for record in steps.joined() {
      for (slot, played) in zip(schedule.programs[record.rank], record.slots) {
        let start = min(played.start, played.made + message)
        samples[Group(slot), default: []].append(Double(played.end - start) / 1e9)
      }
    }
    self.init(
      entries: samples.map { group, values in
        Entry(
          group: group, samples: values.count, seconds: Self.mean(values), lengths: values)
      }, communication: Double(message) / 1e9, optimizer: Self.mean(optimizers),
      optimizers: optimizers, facts: facts)
  }

  /// 0 of nothing.
  static func mean(_ values: [Double]) -> Double {
    values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count)
  }
}

extension [MeasuredStep] {
  /// The one of median length, the longer of two; of at least one.
  public var median: MeasuredStep { sorted { $0.timeline.step < $1.timeline.step }[count / 2] }
}

extension MeasuredDurations.Group {
  fileprivate var order: (Int, Int, Int) {
    (MeasuredDurations.Kind.allCases.firstIndex(of: kind) ?? 0, stage, backwardStage ?? -1)
  }
}
