import ClusterModels
import MPIRuntime
import PipelineSchedules
import Quantities
import Simulation
import Testing
import Timelines

@testable import Analysis

@Suite("DeepSeek-V3 on 2,048 H800")
struct DeepSeekV3Tests {
  private static let comparison = Result {
    try Comparison(
      Shipped.plain("deepseek-v3"), schedules: ["1f1b", "dualpipe", "1f1b-overlap", "gpipe"],
      on: .solo())
  }

  private func evaluation(_ schedule: String) throws -> Evaluation {
    try #require(try Self.comparison.get().evaluations.first { $0.schedule == schedule })
  }

  @Test("DualPipe's bubble is well under 1F1B's, and so is its exposed communication")
  func bubbles() throws {
    let (plain, dual) = try (evaluation("1f1b"), evaluation("dualpipe"))
    let (first, second) = (plain.timeline.meanShares, dual.timeline.meanShares)
    #expect(second.bubble.seconds < 0.6 * first.bubble.seconds)
    #expect(second.exposedExpert.seconds < 0.6 * first.exposedExpert.seconds)
    #expect(dual.step < plain.step)
    #expect(dual.timeline.meanActions.pairs.fraction(of: dual.step) > 0.6)
    #expect(plain.timeline.meanActions.pairs == .zero)
    #expect(plain.hiding == .sharedExpert && dual.hiding == .pairs)
    let (hidden, more) = try (
      #require(plain.hiddenExpertFraction), #require(dual.hiddenExpertFraction)
    )
    #expect(0.2 < hidden && hidden + 0.2 < more && more < 1)
  }

  @Test("the step is a run of 15,360 sequences; rates follow from its length")
  func throughput() throws {
    let evaluation = try evaluation("dualpipe")
    let (throughput, step) = (evaluation.throughput, evaluation.step.seconds)
    #expect(throughput.tokensPerStep == 62_914_560)
    #expect(abs(throughput.tokensPerSecond * step / 62_914_560 - 1) < 1e-12)
    // 249.7 and 280.2 GFLOP a token are what the reported TFLOP/s imply (arXiv:2505.09343).
    #expect(
      abs(throughput.teraflopsPerSecondCausal * 2_048 * step / 62_914_560 / 0.2497 - 1) < 0.01)
    #expect(abs(throughput.teraflopsPerSecondFull * 2_048 * step / 62_914_560 / 0.2802 - 1) < 0.01)
    #expect(abs(throughput.mfuCausal - throughput.teraflopsPerSecondCausal / 989) < 1e-3)
  }

  @Test("DualPipe with the published recomputation fits 80 GB, GPipe does not")
  func memory() throws {
    #expect(try evaluation("dualpipe").memory.fits)
    #expect(try evaluation("1f1b").memory.fits)
    let gpipe = try evaluation("gpipe")
    #expect(!gpipe.memory.fits)
  }

  @Test("the run is 14.8T tokens, two context extensions and 5,000 hours, with fallbacks named")
  func run() throws {
    let run = try #require(try evaluation("dualpipe").run)
    #expect(run.phases.map(\.name).first == "pre-training")
    #expect(run.phases.count == 4)
    let pretraining = run.phases[0]
    #expect(abs(pretraining.tokens / 14.8e12 - 1) < 1e-4)
    // Below 32 microbatches a pipeline, 4,096 sequences, DualPipe cannot run.
    #expect(pretraining.schedules.map(\.name) == ["dualpipe", "1f1b"])
    #expect(pretraining.note?.contains("3,840 sequences (30 microbatches a pipeline)") == true)
    #expect(run.phases[1].schedules.map(\.name) == ["1f1b"])
    #expect(run.phases[3].gpuHours == 5_000 && run.phases[3].steps == 0)
    #expect(abs(run.gpuHours - run.phases.reduce(0) { $0 + $1.gpuHours }) < 1e-6)
    #expect(abs((run.cost?.amount ?? 0) - 2 * run.gpuHours) < 1e-3)
    #expect(abs(run.days * 24 * 2_048 / run.gpuHours - 1) < 1e-12)
  }

  @Test("a phase of a billion long steps has its tokens counted beyond 64 bits")
  func manyTokens() throws {
    var scenario = try Shipped.plain("deepseek-v3")
    var phase = try #require(scenario.run?.phases[2])
    phase.amount = .steps(1_000_000_000)
    (phase.step.sequences, phase.step.sequenceLength) = (40_960, 262_144)
    scenario.run?.phases = [phase]
    let lengths = StepLengths(scenario: scenario, on: .solo(), imported: [:])
    let run = try RunCost(
      #require(scenario.run), schedule: "1f1b", scenario: scenario, lengths: lengths)
    #expect(abs(run.phases[0].tokens / (1e9 * 40_960 * 262_144) - 1) < 1e-12)
  }

  @Test("what-ifs are shorter steps, and say which cost weighs most")
  func whatIfs() throws {
    let (plain, dual) = try (evaluation("1f1b"), evaluation("dualpipe"))
    for evaluation in [plain, dual] {
      #expect(evaluation.whatIfs.noExpertCommunication < evaluation.step)
      #expect(evaluation.whatIfs.noPipelineCommunication <= evaluation.step)
      #expect(evaluation.whatIfs.noBubble < evaluation.step)
    }
    let saved = { (evaluation: Evaluation) in
      evaluation.step - evaluation.whatIfs.noExpertCommunication
    }
    #expect(saved(plain) > saved(dual))
  }

  @Test("a schedule that cannot run is listed with the reason")
  func refusals() throws {
    var scenario = try Shipped.plain("deepseek-v3")
    scenario.step.sequences = 3_072
    scenario.run = nil
    let comparison = try Comparison(scenario, schedules: ["dualpipe", "1f1b"], on: .solo())
    #expect(comparison.evaluations.map(\.schedule) == ["1f1b"])
    #expect(comparison.refusals.map(\.schedule) == ["dualpipe"])
    #expect(comparison.refusals[0].reason.contains("24 microbatches"))
  }

  @Test(
    "every shipped scenario can be evaluated",
    arguments: [
      "deepseek-v3", "deepseek-v3-bf16", "deepseek-v2", "llama-3.1-405b-h100", "mixtral-8x7b-h100",
    ])
  func shipped(name: String) throws {
    let scenario = try Shipped.scenario(name)
    let evaluation = try Evaluation(
      scenario, on: .solo(),
      lengths: StepLengths(scenario: scenario, on: .solo(), imported: [:]))
    #expect(evaluation.timeline.gpus == scenario.cluster.gpus)
    #expect((0.05...0.75).contains(evaluation.throughput.mfuCausal))
  }
}
