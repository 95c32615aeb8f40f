import ArgumentParser
import FoundationEssentials
import MPIRuntime
import PipelineSchedules
import RunConfigurations
import Simulation

/// The scenario that a command is about.
struct ScenarioOptions: ParsableArguments {
  @Argument(help: "A scenario file, such as configs/scenarios/deepseek-v3.yaml.")
  var scenario: String

  /// Reads the scenario, and the schedules that come from files.
  ///
  /// - Parameter schedules: Names; `csv:FILE` among them are read, relative to the working folder.
  func read(
    schedules: [String], on communicator: Communicator
  ) throws -> (scenario: Scenario, imported: [String: PipelineSchedule]) {
    try communicator.agreeing {
      let scenario = try ScenarioFile.read(path: self.scenario)
      var imported: [String: PipelineSchedule] = [:]
      for name in schedules + [scenario.step.schedule] {
        guard let file = ScheduleFile(name: name) else {
          _ = try ScheduleCatalog.entry(named: name)
          continue
        }
        imported[name] = try file.read(speaks: communicator.rank == 0)
      }
      return (scenario, imported)
    }
  }
}

/// A schedule of a person's own, named `csv:FILE`.
struct ScheduleFile {
  let name: String
  private var path: String { String(name.dropFirst(4)) }

  /// Nil for a name of the catalogue.
  init?(name: String) {
    guard name.hasPrefix("csv:") else { return nil }
    self.name = name
  }

  /// - Parameter speaks: Whether notices go to standard error.
  /// - Throws: `InputError` where the file cannot be read, `ScheduleError` as the importer.
  func read(speaks: Bool) throws -> PipelineSchedule {
    let limit = 64 << 20
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? UInt64,
      size <= limit, let data = try? Data(contentsOf: URL(filePath: path))
    else {
      throw InputError(
        description: "\(path): cannot be read; expected a CSV file of at most \(limit) bytes, one "
          + "row a rank, such as `duplex schedule 1f1b --format csv` writes")
    }
    let read = try ScheduleImport(csv: String(decoding: data, as: UTF8.self), name: name)
    for notice in read.notices where speaks { Console.notice("\(path): \(notice)") }
    return read.schedule
  }
}
