import Analysis
import ArgumentParser
import MPIRuntime
import PipelineSchedules
import Reports
import Simulation

struct CompareCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Simulates a scenario under several schedules and sets them side by side.",
    discussion: """
      Writes report.html, pipelines.svg, comparison.json, comparison.csv and trace.json (Perfetto; \
      one replica under the scenario's own schedule) to results/SCENARIO or to the folder that \
      --output names; with --json only to that. A schedule that cannot run is listed with the \
      reason; where none can, the exit code is 65.

      Examples:
        duplex compare configs/scenarios/deepseek-v3.yaml
        duplex compare configs/scenarios/deepseek-v3.yaml --json \\
          --schedules 1f1b,dualpipe,csv:mine.csv
      """)

  @OptionGroup var input: ScenarioOptions

  @Option(
    help: ArgumentHelp(
      "Schedules to compare, separated by commas; without it, all by name.",
      discussion: ScheduleNames.help, valueName: "names"),
    completion: ScheduleNames.completion)
  var schedules: String?

  @Option(help: "Samples of what the models may miss, for each schedule's intervals; 0 for none.")
  var samples = 16

  @OptionGroup var results: OutputOptions

  func run(on communicator: Communicator) throws {
    let names = try schedules.map(ScheduleNames.list) ?? ScheduleCatalog.names
    let (scenario, imported) = try input.read(schedules: names, on: communicator)
    let folder = try results.folder(
      or: results.json ? nil : "results/\(scenario.name)", on: communicator)
    let speaks = communicator.rank == 0
    var done = 0
    let comparison = try Comparison(
      scenario, schedules: names, imported: imported, on: communicator, samples: samples
    ) { name in
      done += 1
      if speaks { Console.progress("[\(done)/\(names.count)] \(name)") }
    }
    if speaks {
      Console.progress("")
      try results.show(ComparisonJSON(comparison).document, or: table(of: comparison))
      try folder?.writeReport(comparison, tracing: scenario.step.schedule)
    }
    guard !comparison.evaluations.isEmpty else {
      throw InputError(
        "\(input.scenario): none of the \(names.count) schedules can run; expected one that can, "
          + "see the reasons listed")
    }
    if let folder, !results.json { Console.notice("report: \(folder.path)/report.html") }
  }

  private func table(of comparison: Comparison) -> String {
    ComparisonTable(comparison, bold: Console.isTerminal).description
  }
}
