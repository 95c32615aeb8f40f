/// One schedule that can be built by name, and what a person should know to choose it.
public struct ScheduleCatalogEntry: Sendable {
  /// How many stages one rank's share of the model is cut into.
  public enum Chunks: Hashable, Sendable {
    case one, two
    /// As many as asked for, at least 2.
    case chosen
  }

  public typealias Builder =
    @Sendable (_ ranks: Int, _ microbatches: Int, _ chunks: Int) throws(ScheduleError)
    -> PipelineSchedule

  public let name: String
  public let chunks: Chunks
  /// One line.
  public let idea: String
  /// What ranks p and microbatches M it takes.
  public let requirement: String
  public let source: String
  private let builder: Builder

  init(
    name: String, chunks: Chunks = .one, idea: String, requirement: String = "any p, M",
    source: String, builder: @escaping Builder
  ) {
    self.name = name
    self.chunks = chunks
    self.idea = idea
    self.requirement = requirement
    self.source = source
    self.builder = builder
  }

  /// Builds the schedule.
  ///
  /// - Parameters:
  ///   - ranks: Pipeline ranks.
  ///   - microbatches: Microbatches in one training step.
  ///   - requested: Stages per rank; read only where ``chunks`` is `chosen`.
  /// - Returns: A compute-only schedule.
  /// - Throws: `ScheduleError` where ``requirement`` is not met, with the numbers and what would do.
  public func schedule(
    ranks: Int, microbatches: Int, chunks requested: Int
  ) throws(ScheduleError) -> PipelineSchedule {
    try builder(ranks, microbatches, requested)
  }
}
