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
  let placement: [Int32]

  public var ranks: Int { programs.count }

  init(name: String, programs: [[ScheduleSlot]], stages: Int, microbatches: Int, placement: [Int32])
  {
    self.name = name
    self.programs = programs
    self.stages = stages
    self.microbatches = microbatches
    self.placement = placement
  }

  /// The rank that runs a stage for a microbatch.
  ///
  /// In `dualpipe` a stage lives on two ranks and the microbatch decides.
  @inlinable
  public func rank(ofStage stage: Int, microbatch: Int) -> Int {
    Int(placementTable[stage * microbatches + microbatch])
  }

  @usableFromInline
  var placementTable: [Int32] { placement }
}
