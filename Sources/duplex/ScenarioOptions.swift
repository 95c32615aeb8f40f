import ArgumentParser
import MPIRuntime
import PipelineSchedules
import RunConfigurations
import Simulation

/// The scenario that a command is about.
struct ScenarioOptions: ParsableArguments {
  @Argument(
    help: "A scenario file, such as configs/scenarios/deepseek-v3.yaml.",
    completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String

  init() {}

  /// Names the scenario of a command that takes it otherwise than as its argument.
  init(path: String) { scenario = path }

  /// Reads the scenario, and the schedules that come from files.
  ///
  /// - Parameters:
  ///   - schedules: Names in place of the one of the scenario's step; paths of `csv:FILE` are relative
  ///     to the working folder.
  ///   - communicator: All its processes call this.
  /// - Returns: The scenario as its file has it, and the schedules that files brought, by name.
  /// - Throws: As the readers, `ScheduleError` for an unknown name; on every process when on one.
  func read(
    schedules: [String]?, on communicator: Communicator
  ) throws -> (scenario: Scenario, imported: [String: PipelineSchedule]) {
    try communicator.agreeing {
      for name in schedules ?? [] where ScheduleFile(name: name) == nil {
        _ = try ScheduleCatalog.entry(named: name)
      }
      let scenario = try ScenarioFile.read(path: self.scenario)
      var imported: [String: PipelineSchedule] = [:]
      for name in (schedules ?? [scenario.step.schedule]) + namesOfRun(scenario.run)
      where imported[name] == nil {
        imported[name] = try ScheduleFile(name: name)?.read(speaks: communicator.rank == 0)
      }
      return (scenario, imported)
    }
  }

  /// Schedules that a run uses whatever the step's is.
  private func namesOfRun(_ run: TrainingRun?) -> [String] {
    guard let run else { return [] }
    return [run.fallbackSchedule]
      + run.phases.filter(\.namesSchedule).map(\.step.schedule)
  }
}
