public import PipelineSchedules

/// What a picture of one pipeline shows: per rank, which slot ran when.
///
/// Timelines and replays of bare schedules both make one, so that they look alike.
public struct PipelineDrawing: Sendable {
  /// One slot of a rank program.
  public struct Span: Hashable, Sendable {
    public var slot: ScheduleSlot
    /// In the drawing's unit.
    public var start: Double
    public var end: Double
    /// Share of the span that waits for expert communication, 0 to 1.
    public var exposed: Double
    /// Share of the span that waits for the pipeline, 0 to 1.
    public var idle: Double

    public init(
      slot: ScheduleSlot, start: Double, end: Double, exposed: Double = 0, idle: Double = 0
    ) {
      self.slot = slot
      self.start = start
      self.end = end
      self.exposed = exposed
      self.idle = idle
    }
  }

  /// One pipeline rank.
  public struct Row: Hashable, Sendable {
    public var spans: [Span]
    /// Waits for pipeline communication between the spans, `[(start, end)]` in the drawing's unit.
    public var pipelineWaits: [ClosedRange<Double>]
    /// Gradient reduction, optimiser and all-gather; nil where the drawing ends with the pipeline.
    public var optimizer: ClosedRange<Double>?

    public init(
      spans: [Span], pipelineWaits: [ClosedRange<Double>] = [],
      optimizer: ClosedRange<Double>? = nil
    ) {
      self.spans = spans
      self.pipelineWaits = pipelineWaits
      self.optimizer = optimizer
    }
  }

  public var title: String
  public var rows: [Row]
  /// `s` for a timeline, `ms` for a measured one, empty where times have no unit.
  public var unit: String
  /// From 0 to here the drawing reaches.
  public var total: Double
  /// 0 for the first chunk or direction, 1 for the second, `[stage * microbatches + microbatch]`.
  let variants: [UInt8]
  let microbatches: Int
  /// What variants above 0 are.
  let variantMeaning: VariantMeaning

  enum VariantMeaning: Sendable { case none, chunks, directions }

  /// Takes what to draw, and reads directions and chunks off the schedule.
  ///
  /// - Parameters:
  ///   - title: Above the picture.
  ///   - schedule: Says which actions belong to the second direction or to further chunks.
  ///   - rows: One per rank of `schedule`.
  ///   - unit: Of all times.
  ///   - total: End of the picture, at least the end of every span.
  /// - Complexity: O(stages · microbatches)
  public init(
    title: String, schedule: PipelineSchedule, rows: [Row], unit: String, total: Double
  ) {
    self.title = title
    self.rows = rows
    self.unit = unit
    self.total = total
    microbatches = schedule.microbatches
    (variants, variantMeaning) = Self.variants(of: schedule)
  }

  /// Shade of an action: its direction where microbatches run both ways, else its chunk.
  func variant(of action: PipelineAction) -> Int {
    Int(variants[action.stage * microbatches + action.microbatch])
  }

  private static func variants(of schedule: PipelineSchedule) -> ([UInt8], VariantMeaning) {
    let (stages, microbatches) = (schedule.stages, schedule.microbatches)
    let reversed = (0..<microbatches).map {
      schedule.rank(ofStage: 0, microbatch: $0) != schedule.rank(ofStage: 0, microbatch: 0)
    }
    if reversed.contains(true) {
      let row = reversed.map { UInt8($0 ? 1 : 0) }
      return ((0..<stages).flatMap { _ in row }, .directions)
    }
    var chunks = Array(repeating: 0, count: schedule.ranks)
    var variants: [UInt8] = []
    for stage in 0..<stages {
      let rank = schedule.rank(ofStage: stage, microbatch: 0)
      let variant = UInt8(chunks[rank] % Palette.tints.count)
      chunks[rank] += 1
      variants += Array(repeating: variant, count: microbatches)
    }
    return (variants, chunks.contains { $0 > 1 } ? .chunks : .none)
  }
}
