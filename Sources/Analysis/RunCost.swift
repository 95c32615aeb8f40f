public import Quantities

/// GPU-hours and money of a training run, phase by phase.
public struct RunCost: Hashable, Sendable {
  public struct Phase: Hashable, Sendable {
    public var name: String
    /// Steps taken; 0 where the phase is given in GPU-hours.
    public var steps: Int
    public var tokens: Double
    public var gpuHours: Double
    public var cost: Money?
    /// Schedules used, with how many steps each; empty where the phase is given in GPU-hours.
    public var schedules: [(name: String, steps: Int)] {
      scheduleNames.indices.map { (scheduleNames[$0], scheduleSteps[$0]) }
    }
    public var scheduleNames: [String]
    public var scheduleSteps: [Int]
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
