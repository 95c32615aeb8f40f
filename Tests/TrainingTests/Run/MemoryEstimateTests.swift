import MPIRuntime
import Quantities
import TestSupport
import Testing
import TransformerModels

@testable import Training

@Suite("memory of a training run")
struct MemoryEstimateTests {
  /// A run whose peak was measured.
  struct Case: CustomTestStringConvertible {
    var model: String
    var processes: Int
    var pipeline: Int
    var schedule: String
    var microbatch: Int
    var length: Int
    var precision: PrecisionName
    var sequences: Int
    /// `[process]`, the greatest resident size that GNU time saw, in KiB.
    var measured: [Int]

    var testDescription: String {
      "\(model), \(pipeline) of \(processes), \(schedule), \(precision.rawValue)"
    }

    func plan() throws -> TrainingPlan {
      var model = try ModelConfiguration(
        contentsOf: Repository.path("configs/models/\(model).json"))
      model.precision = precision.precision
      return try TrainingPlan(
        TrainingSettings(
          model: model, pipelineRanks: pipeline, schedule: .init(schedule),
          batch: .init(sequences: sequences, sequenceLength: length, microbatch: microbatch),
          optimizer: .init(learningRate: 3e-3, horizon: 2), steps: 2), processes: processes)
    }
  }

  /// Two steps each, release build, Open MPI 4.1, one thread of OpenBLAS 0.3.
  static let cases = [
    Case(
      model: "mini-64", processes: 2, pipeline: 2, schedule: "dualpipe", microbatch: 4, length: 64,
      precision: .bf16, sequences: 32, measured: [59172, 60172]),
    Case(
      model: "mini-256", processes: 1, pipeline: 1, schedule: "1f1b", microbatch: 4, length: 64,
      precision: .bf16, sequences: 16, measured: [276144]),
    Case(
      model: "mini-256", processes: 2, pipeline: 2, schedule: "dualpipe", microbatch: 4,
      length: 64, precision: .bf16, sequences: 32, measured: [342748, 373592]),
    Case(
      model: "mini-256", processes: 2, pipeline: 1, schedule: "1f1b", microbatch: 4, length: 64,
      precision: .fp32, sequences: 16, measured: [192968, 194468]),
    Case(
      model: "mini-256", processes: 2, pipeline: 2, schedule: "zb-h1", microbatch: 4, length: 128,
      precision: .fp32, sequences: 32, measured: [218960, 240508]),
    Case(
      model: "mini-128", processes: 2, pipeline: 2, schedule: "gpipe", microbatch: 8, length: 256,
      precision: .fp32, sequences: 64, measured: [626092, 648772]),
    Case(
      model: "mini-512", processes: 1, pipeline: 1, schedule: "1f1b", microbatch: 4, length: 64,
      precision: .fp8, sequences: 16, measured: [628008]),
    Case(
      model: "mini-512", processes: 2, pipeline: 2, schedule: "dualpipev", microbatch: 2,
      length: 128, precision: .fp8, sequences: 16, measured: [233224, 501736]),
    Case(
      model: "mini-512", processes: 1, pipeline: 1, schedule: "gpipe", microbatch: 4, length: 256,
      precision: .bf16, sequences: 16, measured: [1_468_984]),
  ]

  @Test("is estimated to within a half of what was measured", arguments: cases)
  func estimate(_ run: Case) throws {
    let plan = try run.plan()
    let estimates = (0..<run.processes).map { plan.memory(ofProcess: $0) }
    let sorted = estimates.map { Int($0.total.count / 1024) }.sorted()
    for (estimated, measured) in zip(sorted, run.measured.sorted()) {
      let ratio = Double(estimated) / Double(measured)
      #expect(
        1 / 1.5 <= ratio && ratio <= 1.5, "\(estimated) KiB, measured \(measured); \(estimates)")
    }
  }

  @Test("is a number for batches that no machine can hold")
  func giant() throws {
    let run = Case(
      model: "mini-512", processes: 2, pipeline: 2, schedule: "gpipe", microbatch: 65_536,
      length: 1 << 40, precision: .fp32, sequences: 1 << 20, measured: [])
    #expect(try run.plan().memory(ofProcess: 1).total >= Bytes(1 << 48))
  }

  @Test(
    "is estimated to within a factor of two of what this machine shows", .timeLimit(.minutes(1)))
  func live() async throws {
    let program = try BuildFolder.executable("duplex")
    let outcome = try await ProcessLaunch.run(
      path: "/bin/bash",
      [
        "-c",
        """
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        cat > "$folder/run.yaml" <<END
        model: \(Repository.path("configs/models/mini-256.json"))
        data: {source: synthetic, heldOut: 0}
        schedule: gpipe
        batch: {sequences: 4, sequenceLength: 128, microbatch: 1}
        precision: fp32
        optimizer: {learningRate: 3.0e-3}
        steps: 1
        END
        '\(program)' train "$folder/run.yaml" --output "$folder/run" >&2 & run=$!
        while read -r _ size _ < <(grep VmHWM "/proc/$run/status"); do peak=$size; sleep 0.01; done
        wait $run
        echo "$peak"
        """,
      ])
    let line = outcome.standardOutput.split(separator: "\n").first
    let measured = try #require(line.flatMap { Int($0) }, "\(outcome.standardError)")
    var run = Self.cases[1]
    (run.schedule, run.precision) = ("gpipe", .fp32)
    (run.sequences, run.length, run.microbatch) = (4, 128, 1)
    let estimated = try Int(run.plan().memory(ofProcess: 0).total.count / 1024)
    #expect(measured / 2 <= estimated && estimated <= 2 * measured, "\(estimated), \(measured)")
  }

  @Test("weights, gradients and moments of DeepSeek-V3 on one rank are 12 bytes a parameter")
  func largeModel() throws {
    var run = Self.cases[1]
    run.model = "deepseek-v3"
    run.precision = .fp32
    let estimate = try run.plan().memory(ofProcess: 0)
    // 671 billion parameters, and the 11.5 billion of the prediction module beside shared matrices.
    let expected = 12 * 682.5e9
    #expect(abs(Double((estimate.weights + estimate.moments).count) / expected - 1) < 0.01)
  }

  @Test("that a machine has not is refused on every process with the bytes of both")
  func refusal() throws {
    let plan = try Self.cases[1].plan()
    let needed = plan.memory(ofProcess: 0)
    try plan.requireMemory(on: .solo(), available: MachineMemory(available: needed.total))
    try plan.requireMemory(on: .solo(), available: nil)
    for (available, remedy) in [
      (needed.total - Bytes(1), "fewer tokens a microbatch"),
      (needed.standing - Bytes(1), "a smaller model would do"),
    ] {
      let error = try #require(throws: RunError.self) {
        try plan.requireMemory(on: .solo(), available: MachineMemory(available: available))
      }
      #expect(error.code == .tooLittleMemory)
      for text in [grouped(Int(needed.total.count)), grouped(Int(available.count)), remedy] {
        #expect(error.detail.contains(text), "\(error.detail)")
      }
    }
  }
}
