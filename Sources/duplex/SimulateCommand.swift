import Analysis
import ArgumentParser
import MPIRuntime
import PipelineSchedules
import Quantities
import Reports
import Simulation
import Timelines

struct SimulateCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "simulate",
    abstract: "Simulates one training step of a scenario on every GPU, and prices its run.",
    discussion: """
      With --output, writes report.html, comparison.json, comparison.csv and trace.json (Perfetto; \
      one replica); with --every-gpu also gpus.csv.

      Examples:
        duplex simulate configs/scenarios/deepseek-v3.yaml --json
        duplex simulate configs/scenarios/deepseek-v3.yaml --schedule zb-v --output results/zb-v
      """)

  @OptionGroup var input: ScenarioOptions

  @Option(help: "A schedule of the catalogue or csv:FILE, in place of the scenario's.")
  var schedule: String?

  @Option(help: "Relative standard deviation of every operator, in place of the scenario's.")
  var jitter: Double?

  @Option(help: "Seed of random effects, in place of the scenario's.")
  var seed: UInt64?

  @Option(help: "Folder for the report and the trace; none without.")
  var output: String?

  @Flag(help: "Write the parts of every GPU's step to gpus.csv in the output folder.")
  var everyGPU = false

  @Flag(help: "Go on although the plan does not fit the GPUs' memory.")
  var ignoreMemory = false

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  func validate() throws {
    if everyGPU, output == nil {
      throw ValidationError("--every-gpu writes a file; name its folder with --output DIR.")
    }
    if let jitter, !(0..<1).contains(jitter) {
      throw ValidationError("--jitter is \(jitter); expected a number from 0 to below 1.")
    }
  }

  func run(on communicator: Communicator) throws {
    var (scenario, imported) = try input.read(
      schedules: schedule.map { [$0] } ?? [], on: communicator)
    scenario.step.schedule = schedule ?? scenario.step.schedule
    scenario.step.jitter = jitter ?? scenario.step.jitter
    scenario.step.seed = seed ?? scenario.step.seed
    let own = imported[scenario.step.schedule]
    let evaluation = try Evaluation(
      scenario, imported: own, on: communicator,
      lengths: StepLengths(scenario: scenario, on: communicator, imported: imported))
    if !evaluation.memory.fits, !ignoreMemory {
      let memory = evaluation.memory
      throw InputError(
        description: "\(evaluation.schedule) does not fit: rank \(memory.peakRank) needs "
          + "\(memory.peak), \(memory.peak - memory.capacity) more than the \(memory.capacity) of a "
          + "GPU; expected more recomputation, more pipeline ranks, or --ignore-memory")
    }
    let shares = everyGPU ? try everyShare(scenario, own, communicator) : []
    guard communicator.rank == 0 else { return }
    let comparison = Comparison(
      scenario: scenario, evaluations: [evaluation], refusals: [],
      assumptions: try Comparison.assumptions(of: scenario))
    print(
      json
        ? EvaluationJSON(evaluation).document(scenario: scenario.name).pretty
        : ComparisonTable(comparison).description)
    guard let output else { return }
    let folder = try OutputFolder(output)
    try folder.writeReport(comparison)
    try folder.write(PerfettoTrace(evaluation.timeline).document(), to: "trace.json")
    if everyGPU { try folder.write(GPUSharesCSV(shares).description, to: "gpus.csv") }
  }

  private func everyShare(
    _ scenario: Scenario, _ imported: PipelineSchedule?, _ communicator: Communicator
  ) throws -> [[StepShares]] {
    try TrainingStep(
      model: scenario.model, cluster: scenario.cluster, configuration: scenario.step,
      imported: imported
    ).simulate(on: communicator, keeping: .everyGPU).gpus
  }
}
