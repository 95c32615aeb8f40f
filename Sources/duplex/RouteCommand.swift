import Analysis
import ArgumentParser
import MPIRuntime
import Quantities
import Reports
import RunConfigurations
import Simulation

struct RouteCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "route",
    abstract: "Routes a stream of tokens to experts, balances it, and shows the loads it makes.",
    discussion: """
      Each process makes and routes its own slice of synthetic tokens whose experts drift in \
      popularity; the same tokens are routed without balancing too. Prints MaxVio (greatest over \
      mean load, less 1), loads of experts, GPUs and nodes, rows and bytes of the two-hop exchange, \
      and what such loads do to the step of a scenario. With --output, writes report.html, \
      routing.json, steps.csv, experts.csv and gpus.csv.

      Examples:
        duplex route --redundant 32 --output results/route
        duplex route --tokens 65536 --skew 0.2 --gamma 0.002
        duplex route --balance none --steps 20 --json
        duplex route --scores mine.csv --groups 1 --kept-groups 1 --ranks 8
      """)

  @OptionGroup var routing: RoutingOptions

  @Option(
    help: ArgumentHelp("The scenario whose step is simulated.", valueName: "file"),
    completion: .file(extensions: ["yaml", "yml"]))
  var scenario = "configs/scenarios/deepseek-v3.yaml"

  @OptionGroup var results: OutputOptions

  func run(on communicator: Communicator) throws {
    let plan = try routing.plan(on: communicator)
    let (scenario, imported) = try ScenarioOptions(path: scenario).read(
      schedules: nil, on: communicator)
    let folder = try results.folder(on: communicator)
    let speaks = communicator.rank == 0
    let study = try RoutingStudy(
      plan, scenario: scenario, imported: imported[scenario.step.schedule], on: communicator
    ) { step in
      guard speaks else { return }
      let maxVio = fixed(step.maxVio, decimals: 3)
      Console.progress("[\(step.number + 1)/\(plan.steps)] MaxVio \(maxVio)")
    }
    guard speaks else { return }
    Console.progress("")
    try results.show(
      RoutingJSON(study).document, or: RoutingTable(study, bold: Console.isTerminal).description)
    try folder?.writeReport(study)
  }
}
