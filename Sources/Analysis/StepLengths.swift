public import MPIRuntime
public import PipelineSchedules
import Quantities
public import Simulation

/// Lengths of the steps that a run is made of, each simulated once.
///
/// The steps are shared out over the processes: each simulates its part alone, then all know all.
public final class StepLengths {
  private let scenario: Scenario
  private let communicator: Communicator
  private let imported: [String: PipelineSchedule]
  /// Stands for the length of a step whose costs cannot be told.
  private static let failed: Int64 = -2
  private var known: [StepConfiguration: VirtualTime?] = [:]
  /// Expert loads of the scenario's own step and its samples, which other schedules draw again.
  let drawn = DrawnLoads()

  /// - Parameters:
  ///   - scenario: Its model and cluster.
  ///   - communicator: All its processes ask for the same steps in the same order.
  ///   - imported: Schedules read from files, by name.
  public init(
    scenario: Scenario, on communicator: Communicator, imported: [String: PipelineSchedule]
  ) {
    self.scenario = scenario
    self.communicator = communicator
    self.imported = imported
  }

  /// How long each step takes; nil for one that its schedule cannot do.
  ///
  /// - Throws: `CostError` where the hardware cannot do a step, on every process; `MPIError` when a
  ///   message fails.
  ///
  /// Where GPUs differ, a step costs as much to simulate as all its GPUs; of a growing batch then
  /// ``simulatedSizes`` sizes are simulated, and the lengths between follow straight lines: behind
  /// the warm-up a step grows by the same time for each microbatch.
  func lengths(of steps: [StepConfiguration]) throws -> [VirtualTime?] {
    guard steps.count > Self.simulatedSizes, steps.allSatisfy(\.hasLaneEffects) else {
      return try simulated(steps)
    }
    let sizes = try steps.indices.filter { try step(steps[$0]) != nil }
      .sorted { steps[$0].sequences < steps[$1].sequences }
    guard sizes.count > Self.simulatedSizes else { return try simulated(steps) }
    let anchors = (0..<Self.simulatedSizes).map {
      sizes[$0 * (sizes.count - 1) / (Self.simulatedSizes - 1)]
    }
    let known = try simulated(anchors.map { steps[$0] })
    var lengths = [VirtualTime?](repeating: nil, count: steps.count)
    for index in sizes {
      let sequences = steps[index].sequences
      let upper = anchors.firstIndex { steps[$0].sequences >= sequences } ?? anchors.count - 1
      let (low, high) = (max(upper - 1, 0), upper)
      guard let start = known[low], let end = known[high] else { continue }
      let span = steps[anchors[high]].sequences - steps[anchors[low]].sequences
      let share =
        span == 0 ? 0 : Double(sequences - steps[anchors[low]].sequences) / Double(span)
      lengths[index] = VirtualTime(
        seconds: start.seconds + share * (end.seconds - start.seconds))
    }
    return lengths
  }

  /// Sizes of a growing batch that are simulated where GPUs differ.
  static let simulatedSizes = 5

  private func simulated(_ steps: [StepConfiguration]) throws -> [VirtualTime?] {
    let missing = steps.enumerated().filter { index, step in
      known[step] == nil && steps.firstIndex(of: step) == index
    }.map(\.element)
    var lengths = Array(repeating: Int64(0), count: missing.count)
    for index in missing.indices where index % communicator.size == communicator.rank {
      do {
        lengths[index] = try length(of: missing[index])?.picoseconds ?? -1
      } catch {
        lengths[index] = Self.failed
      }
    }
    if !missing.isEmpty { lengths = try communicator.allReduce(lengths, .sum) }
    // Thrown where its turn was only, an error would leave the other processes waiting above.
    if let index = lengths.firstIndex(of: Self.failed) { _ = try length(of: missing[index]) }
    for (step, length) in zip(missing, lengths) {
      known[step] = .some(length < 0 ? nil : VirtualTime(picoseconds: length))
    }
    return steps.map { known[$0] ?? nil }
  }

  private func length(of configuration: StepConfiguration) throws -> VirtualTime? {
    try step(configuration)?.length()
  }

  /// Nil where the schedule cannot do the step.
  private func step(_ configuration: StepConfiguration) throws -> TrainingStep? {
    do {
      return try TrainingStep(
        model: scenario.model, cluster: scenario.cluster, calibration: scenario.calibration,
        configuration: configuration, imported: imported[configuration.schedule])
    } catch is ScheduleError {
      return nil
    } catch let error as SimulationError where error.code == .indivisible {
      return nil
    }
  }
}
