public import PipelineSchedules
import Quantities
public import Timelines

/// Which steps were measured, and what the one of median length took.
public struct MeasuredFacts: Hashable, Sendable {
  /// A name of the catalogue, or `csv:FILE`.
  public var schedule: String
  /// Pipeline ranks.
  public var ranks: Int
  /// Of one step.
  public var microbatches: Int
  /// Stages per rank, where the schedule lets it be chosen.
  public var chunks: Int
  /// How many were measured, at least 1.
  public var steps: Int
  /// The median step.
  public var stepSeconds: Double
  /// Of the median step, the mean over the ranks: waiting for what was not made yet.
  public var bubbleFraction: Double
  /// Of the median step, the mean over the ranks: waiting for what was on its way.
  public var exposedPipelineFraction: Double

  /// Reads the facts off a measured step.
  ///
  /// - Parameters:
  ///   - median: The step of median length.
  ///   - steps: How many were measured.
  public init(_ median: Timeline, steps: Int) {
    schedule = median.schedule.name
    ranks = median.schedule.ranks
    microbatches = median.schedule.microbatches
    chunks = median.schedule.chunksPerRank
    self.steps = steps
    stepSeconds = median.step.seconds
    bubbleFraction = median.meanShares.bubble.fraction(of: median.step)
    exposedPipelineFraction = median.meanShares.exposedPipeline.fraction(of: median.step)
  }

  init(
    schedule: String, ranks: Int, microbatches: Int, chunks: Int, steps: Int, stepSeconds: Double,
    bubbleFraction: Double, exposedPipelineFraction: Double
  ) {
    self.schedule = schedule
    self.ranks = ranks
    self.microbatches = microbatches
    self.chunks = chunks
    self.steps = steps
    self.stepSeconds = stepSeconds
    self.bubbleFraction = bubbleFraction
    self.exposedPipelineFraction = exposedPipelineFraction
  }

  /// Whether the steps were those of a schedule.
  public func describe(_ other: PipelineSchedule) -> Bool {
    schedule == other.name && ranks == other.ranks && microbatches == other.microbatches
      && chunks == other.chunksPerRank
  }
}
