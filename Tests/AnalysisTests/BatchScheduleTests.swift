import ClusterModels
import Simulation
import Testing

@testable import Analysis

@Suite("Steps of a phase")
struct BatchScheduleTests {
  private func phase(
    _ amount: TrainingRun.Amount, ramp: TrainingRun.BatchRamp? = nil
  ) -> TrainingRun.Phase {
    TrainingRun.Phase(
      name: "phase", amount: amount,
      step: StepConfiguration(
        parallelism: Parallelism(pipeline: 16, data: 128, expert: 64), sequences: 15_360,
        sequenceLength: 4_096, schedule: "dualpipe"), batchRamp: ramp)
  }

  @Test("a phase in steps takes them, one in tokens rounds the last step up, GPU-hours take none")
  func amounts() {
    #expect(BatchSchedule(phase(.steps(1_000))).parts == [.init(sequences: 15_360, steps: 1_000)])
    let perStep = 15_360.0 * 4_096
    #expect(
      BatchSchedule(phase(.tokens(10 * perStep))).parts == [.init(sequences: 15_360, steps: 10)])
    #expect(
      BatchSchedule(phase(.tokens(10 * perStep + 1))).parts == [.init(sequences: 15_360, steps: 11)]
    )
    #expect(BatchSchedule(phase(.gpuHours(5_000))).parts.isEmpty)
  }

  @Test("DeepSeek-V3's ramp grows by multiples of 256 from 3,072 to 15,360 over 469B tokens")
  func ramp() {
    let ramp = TrainingRun.BatchRamp(from: 3_072, to: 15_360, tokens: 469e9)
    let parts = BatchSchedule(phase(.tokens(14.8e12), ramp: ramp)).parts
    let sizes = parts.map(\.sequences)
    #expect(sizes == Array(stride(from: 3_072, through: 15_360, by: 256)))
    let tokens = parts.reduce(0) { $0 + Double($1.sequences * $1.steps) * 4_096 }
    #expect(abs(tokens / 14.8e12 - 1) < 1e-5)
    let inRamp = parts.dropLast().reduce(0) { $0 + Double($1.sequences * $1.steps) * 4_096 }
    #expect(abs(inRamp / 469e9 - 1) < 0.01)
    // Linear in tokens: every size lasts for about the same number of tokens.
    for part in parts.dropFirst().dropLast(2) {
      let share = Double(part.sequences * part.steps) * 4_096 / (469e9 / 48)
      #expect(abs(share - 1) < 0.01, "\(part)")
    }
  }

  @Test("a ramp has the steps that walking it one by one gives", arguments: [3_072, 4_000, 15_360])
  func stepByStep(from: Int) {
    let ramp = TrainingRun.BatchRamp(from: from, to: 15_360, tokens: 20e9)
    let parts = BatchSchedule(phase(.tokens(20e9), ramp: ramp)).parts
    var (walked, done): ([Int], Double) = ([], 0)
    while done < 20e9 {
      let grown = Double(from) + Double(15_360 - from) * done / 20e9
      walked.append(Int(grown) / 256 * 256)
      done += Double(walked.last ?? 0) * 4_096
    }
    #expect(parts.flatMap { Array(repeating: $0.sequences, count: $0.steps) } == walked)
  }

  @Test("a ramp over a quintillion tokens is worked out at once")
  func endless() {
    let ramp = TrainingRun.BatchRamp(from: 3_072, to: 15_360, tokens: 1e18)
    let parts = BatchSchedule(phase(.tokens(1e18), ramp: ramp)).parts
    #expect(parts.map(\.sequences) == Array(stride(from: 3_072, to: 15_360, by: 256)))
    let tokens = parts.reduce(0) { $0 + Double($1.sequences) * Double($1.steps) * 4_096 }
    #expect(abs(tokens / 1e18 - 1) < 1e-6)
  }
}
