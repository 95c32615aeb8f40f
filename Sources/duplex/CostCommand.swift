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
      Example:
        duplex cost configs/scenarios/deepseek-v3.yaml --schedule 1f1b
      """)

  @OptionGroup var input: ScenarioOptions

  @Option(help: "A schedule of the catalogue or csv:FILE, in place of the scenario's.")
  var schedule: String?

  @Flag(help: "Print one JSON document instead of a table.")
  var json = false

  func run(on communicator: Communicator) throws {
    var (scenario, imported) = try input.read(
      schedules: schedule.map { [$0] } ?? [], on: communicator)
    scenario.step.schedule = schedule ?? scenario.step.schedule
    guard let run = scenario.run else {
      throw InputError(
        description: "\(input.scenario): run is missing; expected run with phases, as in "
          + "configs/scenarios/deepseek-v3.yaml")
    }
    let cost = try RunCost(
      run, schedule: scenario.step.schedule, scenario: scenario,
      lengths: StepLengths(scenario: scenario, on: communicator, imported: imported))
    guard communicator.rank == 0 else { return }
    print(json ? RunCostJSON(cost).document(
          scenario: scenario.name, schedule: scenario.step.schedule
        ).pretty : RunCostTable(cost).description)
  }
}
