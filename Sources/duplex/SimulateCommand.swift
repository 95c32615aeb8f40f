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
      With --output, writes report.html, pipelines.svg, comparison.json, comparison.csv and \
      trace.json (Perfetto; one replica); with --every-gpu also gpus.csv. The report always draws \
      what --explain prints: a waterfall from kernels to the step, and the step without each cost.

      With --measured, predicts a step from the lengths of slots and messages that real ranks measured, \
      and sets it beside the measured step. The file says which schedule that was; --schedule asks for \
      another one of the same stages. --output then writes prediction.json, pipelines.svg and \
      trace.json.

      Examples:
        duplex simulate configs/scenarios/deepseek-v3.yaml --json
        duplex simulate configs/scenarios/deepseek-v3.yaml --schedule zb-v \\
          --output results/zb-v
        duplex simulate --measured results/timed/durations.csv
      """)

  @Argument(
    help: "A scenario file, such as configs/scenarios/deepseek-v3.yaml.",
    completion: .file(extensions: ["yaml", "yml"]))
  var scenario: String?

  @Option(
    help: ArgumentHelp(
      "A schedule in place of the scenario's or the measured one.", discussion: ScheduleNames.help,
      valueName: "name"),
    completion: ScheduleNames.completion)
  var schedule: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Relative standard deviation of every operator, in place of the scenario's.",
      valueName: "ratio"))
  var jitter: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Seed of random effects, a whole number from 0, in place of the scenario's.",
      valueName: "number"))
  var seed: UInt64?

  @Flag(help: "Write the parts of every GPU's step to gpus.csv in the output folder.")
  var everyGPU = false

  @Option(help: "Samples of what the models may miss, for the intervals; 0 for none.")
  var samples = standardSamples

  @Flag(
    help: "Print where the time goes, kernel by kernel, and the step simulated without each cost.")
  var explain = false

  @Flag(help: "Go on although the plan does not fit the GPUs' memory.")
  var ignoreMemory = false

  @OptionGroup var measurement: MeasuredOptions

  @OptionGroup var results: OutputOptions

  private static let standardSamples = 64

  func validate() throws {
    switch (scenario, measurement.measured) {
    case (nil, nil):
      throw ValidationError("Give a scenario file, or measured durations with --measured.")
    case (.some, .some):
      throw ValidationError("A scenario and --measured contradict each other; give one.")
    default: break
    }
    if let orphan = measurement.orphan {
      throw ValidationError("\(orphan) belongs to --measured; a scenario has its own.")
    }
    if measurement.measured != nil, let option = optionOfScenarios {
      throw ValidationError("\(option) belongs to scenarios, not to --measured.")
    }
    if everyGPU, results.output == nil {
      throw ValidationError("--every-gpu writes a file; name its folder with --output.")
    }
  }

  /// The first of the options given that a scenario alone can use.
  private var optionOfScenarios: String? {
    [
      ("--jitter", jitter != nil), ("--seed", seed != nil), ("--every-gpu", everyGPU),
      ("--samples", samples != Self.standardSamples), ("--explain", explain),
      ("--ignore-memory", ignoreMemory),
    ].first { $0.1 }?.0
  }

  func run(on communicator: Communicator) throws {
    if let measured = measurement.measured {
      try measurement.predict(measured, schedule: schedule, results: results, on: communicator)
    } else if let scenario {
      try simulate(ScenarioOptions(path: scenario), on: communicator)
    }
  }

  private func simulate(_ input: ScenarioOptions, on communicator: Communicator) throws {
    if let jitter {
      try InputError.require("--jitter", jitter, in: 0..<1, "a number from 0 to below 1")
    }
    var (scenario, imported) = try input.read(schedules: schedule.map { [$0] }, on: communicator)
    scenario.step.schedule = schedule ?? scenario.step.schedule
    scenario.step.jitter = jitter ?? scenario.step.jitter
    scenario.step.seed = seed ?? scenario.step.seed
    let folder = try results.folder(on: communicator)
    let own = imported[scenario.step.schedule]
    let evaluation = try Evaluation(
      scenario, imported: own, on: communicator,
      lengths: StepLengths(scenario: scenario, on: communicator, imported: imported),
      samples: samples)
    if !ignoreMemory { try requireFit(evaluation) }
    let explanation =
      explain || results.output != nil
      ? try Explanation(evaluation, scenario, imported: own, on: communicator) : nil
    let printed = explain ? explanation : nil
    let shares = everyGPU ? try everyShare(scenario, own, communicator) : []
    guard communicator.rank == 0 else { return }
    let comparison = Comparison(
      scenario: scenario, evaluations: [evaluation], refusals: [],
      assumptions: try Comparison.assumptions(of: scenario))
    try results.show(
      EvaluationJSON(evaluation).document(scenario: scenario.name, explanation: printed),
      or: ComparisonTable(comparison, bold: Console.isTerminal).description
        + (printed.map { "\n\n\(ExplanationTree($0, of: evaluation))" } ?? ""))
    try folder?.writeReport(
      comparison, explaining: explanation, tracing: evaluation.schedule)
    if everyGPU { try folder?.write(GPUSharesCSV(shares).description, to: "gpus.csv") }
  }

  /// - Throws: `InputError` naming the fullest rank and what it lacks.
  private func requireFit(_ evaluation: Evaluation) throws {
    let memory = evaluation.memory
    guard !memory.fits else { return }
    throw InputError(
      "\(evaluation.schedule) does not fit: rank \(memory.peakRank) needs \(memory.peak), "
        + "\(memory.peak - memory.capacity) more than the \(memory.capacity) of a GPU; expected "
        + "more recomputation, more pipeline ranks, or --ignore-memory")
  }

  private func everyShare(
    _ scenario: Scenario, _ imported: PipelineSchedule?, _ communicator: Communicator
  ) throws -> [[StepShares]] {
    try TrainingStep(
      model: scenario.model, cluster: scenario.cluster, calibration: scenario.calibration,
      configuration: scenario.step, imported: imported
    ).simulate(on: communicator, keeping: .everyGPU).gpus
  }
}
