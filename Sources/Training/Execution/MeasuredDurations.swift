public import PipelineSchedules

/// How long the slots of a played schedule took, by what they did on which stage: medians, from which
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
    /// Their median.
    public var seconds: Double
  }

  /// Sorted by kind, stage, backward stage.
  public let entries: [Entry]
  /// The median time that a message takes between ranks, in seconds: of those that a rank waited for
  /// while they moved; 0 where there was none.
  public let communication: Double

  private let places: [Group: Int]

  /// - Parameters:
  ///   - entries: One a group, in any order.
  ///   - communication: Seconds.
  init(entries: [Entry], communication: Double) {
    self.entries = entries.sorted { $0.group.order < $1.group.order }
    self.communication = communication
    places = Dictionary(
      self.entries.enumerated().map { ($1.group, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The median of one group; nil where it was not measured.
  public func seconds(of group: Group) -> Double? { places[group].map { entries[$0].seconds } }
}

extension MeasuredDurations {
  /// Takes the medians of one or several steps.
  ///
  /// - Parameters:
  ///   - schedule: What was played.
  ///   - records: Of any ranks and steps.
  public init(_ schedule: PipelineSchedule, records: [RankRecord]) {
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
        Entry(group: group, samples: values.count, seconds: Self.median(values))
      }, communication: Self.median(moves))
  }

  /// The middle of a list, the mean of the two in the middle of an even one; 0 of none.
  static func median(_ values: [Double]) -> Double {
    guard !values.isEmpty else { return 0 }
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}

extension MeasuredDurations.Group {
  fileprivate var order: (Int, Int, Int) {
    (MeasuredDurations.Kind.allCases.firstIndex(of: kind) ?? 0, stage, backwardStage ?? -1)
  }
}
