import Analysis
import ArgumentParser
import MPIRuntime
import Quantities
import Reports
import Simulation

struct CostCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost",
    abstract: "Prices a scenario's training run, phase by phase.",
    discussion: """
      Every step of every phase is simulated at its own batch. With --output, writes cost.json.

      Examples:
        duplex cost configs/scenarios/deepseek-v3.yaml
        duplex cost configs/scenarios/deepseek-v3.yaml --schedule 1f1b --json
      """)

  @OptionGroup var input: ScenarioOptions

  @Option(
    help: ArgumentHelp(
      "A schedule in place of the scenario's.", discussion: ScheduleNames.help, valueName: "name"),
    completion: ScheduleNames.completion)
  var schedule: String?

  @OptionGroup var results: OutputOptions

  func run(on communicator: Communicator) throws {
    var (scenario, imported) = try input.read(schedules: schedule.map { [$0] }, on: communicator)
    scenario.step.schedule = schedule ?? scenario.step.schedule
    guard let run = scenario.run else {
      throw InputError(
        "\(input.scenario): run is missing; expected run with phases, as in "
          + "configs/scenarios/deepseek-v3.yaml")
    }
    let folder = try results.folder(on: communicator)
    let cost = try RunCost(
      run, schedule: scenario.step.schedule, scenario: scenario,
      lengths: StepLengths(scenario: scenario, on: communicator, imported: imported))
    guard communicator.rank == 0 else { return }
    let document = RunCostJSON(cost).document(
      scenario: scenario.name, schedule: scenario.step.schedule)
    try results.show(document, or: RunCostTable(cost).description)
    try folder?.write(document.pretty + "\n", to: "cost.json")
  }
}
