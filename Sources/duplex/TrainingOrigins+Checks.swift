import MPIRuntime
import Training

extension TrainingOrigins {
  /// Refuses what cannot be trained before anything of it is allocated or written; every process calls
  /// it.
  ///
  /// - Throws: `InputError`, the same on every process, which names where the setting comes from and
  ///   what would be accepted; `MPIError` when a message fails.
  func check(on communicator: Communicator) throws {
    let processes = communicator.size
    guard processes.isMultiple(of: settings.pipelineRanks) else {
      throw wrongProcesses(processes)
    }
    try naming { try TrainingPlan(settings, processes: processes).requireMemory(on: communicator) }
  }

  private func wrongProcesses(_ processes: Int) -> InputError {
    let ranks = settings.pipelineRanks
    return InputError(
      "\(name("parallelism.pipeline")) is \(ranks) on \(processes) "
        + "\(processes == 1 ? "process" : "processes"); start a multiple of \(ranks) processes"
        + otherRanks(processes))
  }

  /// Options with which the run would begin on the processes that there are.
  private func otherRanks(_ processes: Int) -> String {
    let accepted = TrainingPlan.pipelineRanks(for: settings, processes: processes)
    if !accepted.isEmpty {
      return accepted.map { ", or --pipeline \($0)" }.joined()
    }
    var plain = settings
    plain.schedule = TrainingSettings.Schedule("1f1b")
    let others = TrainingPlan.pipelineRanks(for: plain, processes: processes)
    return others.first.map { ", or --pipeline \($0) --schedule 1f1b" } ?? ""
  }
}
