/// A whole training run: phases one after the other.
public struct TrainingRun: Hashable, Sendable {
  /// Growth of the batch, linear in tokens.
  public struct BatchRamp: Hashable, Sendable {
    /// Sequences at the phase's first token.
    public var from: Int
    /// Sequences from `tokens` on.
    public var to: Int
    /// Tokens over which the batch grows.
    public var tokens: Double

    public init(from: Int, to: Int, tokens: Double) {
      self.from = from
      self.to = to
      self.tokens = tokens
    }
  }

  /// How long a phase lasts.
  public enum Amount: Hashable, Sendable {
    case tokens(Double)
    case steps(Int)
    /// Not simulated: taken as given.
    case gpuHours(Double)
  }

  public struct Phase: Hashable, Sendable {
    public var name: String
    public var amount: Amount
    /// The scenario's step with what the phase changes.
    public var step: StepConfiguration
    /// Whether the phase names its schedule itself, so that comparisons leave it alone.
    public var namesSchedule: Bool
    public var batchRamp: BatchRamp?

    public init(
      name: String, amount: Amount, step: StepConfiguration, namesSchedule: Bool = false,
      batchRamp: BatchRamp? = nil
    ) {
      self.name = name
      self.amount = amount
      self.step = step
      self.namesSchedule = namesSchedule
      self.batchRamp = batchRamp
    }
  }

  public var phases: [Phase]
  /// Used where a phase cannot use its schedule.
  public var fallbackSchedule: String

  public init(phases: [Phase], fallbackSchedule: String) {
    self.phases = phases
    self.fallbackSchedule = fallbackSchedule
  }
}
