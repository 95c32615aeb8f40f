/// What every pipeline rank does in one training step, compute only: the order of its actions.
///
/// Sends and receives are not part of it: they follow from where the stages live. Values that exist
/// are valid: ``init(name:programs:)`` checks them.
public struct PipelineSchedule: Hashable, Sendable {
  /// The catalogue's name, or `csv:FILE`.
  public let name: String
  /// `[rank][slot]`, in the order in which the rank runs them.
  public let programs: [[ScheduleSlot]]
  /// Stages are numbered 0 ..< `stages` in the order in which a microbatch passes them forward.
  public let stages: Int
  /// Microbatches are numbered 0 ..< `microbatches`.
  public let microbatches: Int
  /// `[stage * microbatches + microbatch]`, the rank that runs the actions of both.
  @usableFromInline
  let placement: [Int32]

  /// Pipeline ranks, numbered 0 ..< `ranks`.
  public var ranks: Int { programs.count }

  /// Checks the programs and reads from them how many stages and microbatches there are, and which
  /// rank runs which stage for which microbatch.
  ///
  /// - Parameters:
  ///   - name: The catalogue's name, or `csv:FILE`.
  ///   - programs: `[rank][slot]`.
  /// - Throws: `ScheduleError` with code `emptyPipeline` where there is no rank or a rank has no
  ///   action; `unreadableAction` where a number is out of range; `duplicateAction` where a
  ///   microbatch meets a stage twice; `incomplete` where it misses one; `misplacedAction` where the
  ///   actions of one stage and microbatch are on several ranks or in the wrong order, or a pair is
  ///   not a forward and a full backward of two different ones; `deadlock`, with the cycle, where
  ///   the ranks would wait for each other for ever.
  /// - Complexity: O(actions)
  public init(name: String, programs: [[ScheduleSlot]]) throws(ScheduleError) {
    let table = try ActionTable(checking: programs)
    try SlotGraph(table, programs: programs).requireProgress(of: programs)
    self.name = name
    self.programs = programs
    self.stages = table.stages
    self.microbatches = table.microbatches
    self.placement = table.forwardSlots.map { table.ranks[Int($0)] }
  }

  /// The rank that runs a stage for a microbatch.
  ///
  /// In `dualpipe` a stage lives on two ranks and the microbatch decides.
  @inlinable
  public func rank(ofStage stage: Int, microbatch: Int) -> Int {
    Int(placement[stage * microbatches + microbatch])
  }
}
