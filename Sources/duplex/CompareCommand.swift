import Analysis
import ArgumentParser
import MPIRuntime
import PipelineSchedules
import Quantities
import Reports
import Simulation
import Timelines

struct CompareCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Simulates a scenario under several schedules and sets them side by side.",
    discussion: """
      Writes report.html, comparison.json, comparison.csv and trace.json (Perfetto; one replica under \
      the scenario's own schedule) to the output folder. A schedule that cannot run is listed with \
      the reason.

      Examples:
        duplex compare configs/scenarios/deepseek-v3.yaml
        duplex compare configs/scenarios/deepseek-v3.yaml --schedules 1f1b,dualpipe,csv:mine.csv --json
      """)

  @OptionGroup var input: ScenarioOptions

  @Option(help: "Schedules to compare, separated by commas; all of the catalogue without.")
  var schedules: String?

  @Option(help: "Folder for the report; results/SCENARIO without, none with --json.")
  var output: String?

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  func run(on communicator: Communicator) throws {
    let names =
      schedules.map { $0.split(separator: ",").map { String($0.filter { $0 != " " }) } }
      ?? ScheduleCatalog.names
    let (scenario, imported) = try input.read(schedules: names, on: communicator)
    let speaks = communicator.rank == 0
    var done = 0
    let comparison = try Comparison(
      scenario, schedules: names, imported: imported, on: communicator
    ) { name in
      done += 1
      if speaks { Console.progress("[\(done)/\(names.count)] \(name)") }
    }
    guard speaks else { return }
    Console.progress("")
    print(
      json ? ComparisonJSON(comparison).document.pretty : ComparisonTable(comparison).description)
    guard let path = output ?? (json ? nil : "results/\(scenario.name)") else { return }
    let folder = try OutputFolder(path)
    try folder.writeReport(comparison)
    let chosen = comparison.evaluations.first { $0.schedule == scenario.step.schedule }
    if let evaluation = chosen ?? comparison.evaluations.first {
      try folder.write(PerfettoTrace(evaluation.timeline).document(), to: "trace.json")
    }
    if !json { print("\nReport: \(path)/report.html") }
  }
}
