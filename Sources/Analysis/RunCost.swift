public import Quantities

/// GPU-hours and money of a training run, phase by phase.
public struct RunCost: Hashable, Sendable {
  /// A schedule, and how many of a phase's steps run it.
  public struct ScheduleUse: Hashable, Sendable {
    /// Of the catalogue, or `csv:FILE`.
    public var name: String
    public var steps: Int

    public init(name: String, steps: Int) {
      self.name = name
      self.steps = steps
    }
  }

  /// What one phase takes.
  public struct Phase: Hashable, Sendable {
    public var name: String
    /// Steps taken; 0 where the phase is given in GPU-hours.
    public var steps: Int
    public var tokens: Double
    public var gpuHours: Double
    public var cost: Money?
    /// In the order own, fallback; empty where the phase is given in GPU-hours.
    public var schedules: [ScheduleUse]
    /// Why a fallback was used, and other remarks; nil without.
    public var note: String?
  }

  public var phases: [Phase]
  public var gpus: Int

  public var gpuHours: Double { phases.reduce(0) { $0 + $1.gpuHours } }
  /// Days on all GPUs.
  public var days: Double { gpuHours / Double(gpus) / 24 }
  /// Nil where the scenario names no price.
  public var cost: Money? {
    guard let first = phases.first?.cost else { return nil }
    return Money(
      phases.reduce(0) { $0 + ($1.cost?.amount ?? 0) }, currency: first.currency)
  }
}
