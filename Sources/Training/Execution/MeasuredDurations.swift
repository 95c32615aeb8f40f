public import PipelineSchedules
import Quantities
import Timelines

/// How long the slots of a played schedule took, by what they did on which stage: means, from which
/// the step of the same or another schedule is predicted.
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
  }

  /// Sorted by kind, stage, backward stage.
  public let entries: [Entry]
  /// The mean time that a message takes between ranks, in seconds: of those that a rank waited for
  /// while they moved; 0 where there was none.
  public let communication: Double
  /// The mean time from a step's last slot to its end, for sums of gradients and the optimiser, in
  /// seconds; 0 where a step ends with its schedule.
  public let optimizer: Double
  /// The steps that the durations come from; nil where that is not known.
  public let facts: MeasuredFacts?

  private let places: [Group: Int]

  /// - Parameters:
  ///   - entries: One a group, in any order.
  ///   - communication: Seconds.
  ///   - optimizer: Seconds.
  ///   - facts: Of the steps.
  init(
    entries: [Entry], communication: Double, optimizer: Double = 0, facts: MeasuredFacts? = nil
  ) {
    self.entries = entries.sorted { $0.group.order < $1.group.order }
    self.communication = communication
    self.optimizer = optimizer
    self.facts = facts
    places = Dictionary(
      self.entries.enumerated().map { ($1.group, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The mean of one group; nil where it was not measured.
  public func seconds(of group: Group) -> Double? { places[group].map { entries[$0].seconds } }
}

extension MeasuredDurations {
  /// Takes the means over some of the steps of one schedule: the third of them, and at least one,
  /// whose lengths are nearest to the median.
  ///
  /// A step is a sum of slots, so means predict it, and not medians, which leave out what a late nap or
  /// a busy core adds now and then. Steps in which more happened than that are left out whole.
  ///
  /// - Parameter steps: At least one.
  /// - Complexity: O(slots)
  public init(_ steps: [MeasuredStep]) {
    precondition(!steps.isEmpty, "durations of no step")
    let median = steps.median
    let length = median.timeline.step.picoseconds
    let nearest = steps.sorted {
      abs($0.timeline.step.picoseconds - length) < abs($1.timeline.step.picoseconds - length)
    }.prefix(max(1, steps.count / 3))
    let ends = nearest.map { step in
      step.timeline.optimizerSpans.map { $0.upperBound - $0.lowerBound }.max() ?? 0
    }
    self.init(
      median.timeline.schedule, records: nearest.flatMap(\.records),
      optimizer: Self.mean(ends.map { Double($0) / 1e12 }),
      facts: MeasuredFacts(median.timeline, steps: steps.count))
  }

  /// Takes the means of what ranks recorded, in any number of steps.
  init(
    _ schedule: PipelineSchedule, records: [RankRecord], optimizer: Double = 0,
    facts: MeasuredFacts? = nil
  ) {
    var samples: [Group: [Double]] = [:]
    var moves: [Double] = []
    for record in records {
      for (slot, played) in zip(schedule.programs[record.rank], record.slots) {
        samples[Group(slot), default: []].append(Double(played.end - played.start) / 1e9)
        if played.made > played.free { moves.append(Double(played.start - played.made) / 1e9) }
      }
    }
    self.init(
      entries: samples.map { group, values in
        Entry(group: group, samples: values.count, seconds: Self.mean(values))
      }, communication: Self.mean(moves), optimizer: optimizer, facts: facts)
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
