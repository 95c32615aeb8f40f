import Testing

@testable import Training

@Suite("Learning rates and batches")
struct RateTests {
  @Test("DeepSeek-V3's rate rises, stays, and falls along a cosine to a floor")
  func deepSeek() throws {
    // Section 4.2, with steps of 10 billion tokens for the phases: 10T, 4.3T and 333B.
    let schedule = try LearningRateSchedule(
      peak: 2.2e-4, warmupSteps: 20, constantSteps: 980, decaySteps: 430, floor: 2.2e-5)
    #expect(schedule.rate(atStep: 0) == 1.1e-5)
    #expect(schedule.rate(atStep: 9) == 1.1e-4)
    for step in [19, 20, 999] { #expect(schedule.rate(atStep: step) == 2.2e-4) }
    #expect(schedule.rate(atStep: 1_000) < 2.2e-4)
    // Half of the decay is half of the way.
    #expect((schedule.rate(atStep: 1_214) - 1.21e-4).magnitude < 1e-12)
    #expect(schedule.rate(atStep: 1_428) > 2.2e-5)
    for step in [1_429, 1_462] { #expect(schedule.rate(atStep: step) == 2.2e-5) }
  }

  @Test("a rate without phases is the same in every step")
  func plain() throws {
    let schedule = try LearningRateSchedule(peak: 0.5, floor: 0.1)
    for step in [0, 1, 1_000] { #expect(schedule.rate(atStep: step) == 0.5) }
  }

  @Test("a rate rises to the peak and never again", arguments: 0..<40)
  func shape(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let warmup = Int.random(in: 0...9, using: &random)
    let decay = Int.random(in: 0...30, using: &random)
    let floor = Double.random(in: 0...1, using: &random)
    let constant = Int.random(in: 0...9, using: &random)
    let schedule = try LearningRateSchedule(
      peak: 1, warmupSteps: warmup, constantSteps: constant, decaySteps: decay, floor: floor)
    let rates = (0..<60).map(schedule.rate(atStep:))
    for step in 1..<60 {
      #expect(
        step < warmup ? rates[step] > rates[step - 1] : rates[step] <= rates[step - 1],
        "\(rates)")
    }
    #expect(rates[59] == (decay > 0 ? floor : 1))
    if warmup > 0 { #expect(rates[warmup - 1] == 1) }
  }

  @Test("settings of a rate out of range are refused by value")
  func refusedRates() {
    expect("learning rate 0.0; above 0") { _ = try LearningRateSchedule(peak: 0) }
    expect("-1 warm-up steps; from 0 to 10^12") {
      _ = try LearningRateSchedule(peak: 1, warmupSteps: -1)
    }
    expect("floor 2.0; from 0 to 1.0") { _ = try LearningRateSchedule(peak: 1, floor: 2) }
  }

  @Test("DeepSeek-V3's batch grows from 3,072 to 15,360 sequences in multiples of the grid's")
  func ramp() throws {
    let ramp = try BatchRamp(from: 3_072, to: 15_360, over: 100, multiple: 256)
    #expect(ramp.sequences(atStep: 0) == 3_072)
    // 3,072 + 122.88 is short of the next multiple, and 3,072 + 368.64 is not.
    #expect(ramp.sequences(atStep: 1) == 3_072)
    #expect(ramp.sequences(atStep: 3) == 3_328)
    #expect(ramp.sequences(atStep: 99) == 15_104)
    for step in [100, 5_000] { #expect(ramp.sequences(atStep: step) == 15_360) }
  }

  @Test("batches grow in multiples to the last one", arguments: 0..<40)
  func growth(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let multiple = Int.random(in: 1...12, using: &random)
    let last = multiple * Int.random(in: 1...20, using: &random)
    let ramp = try BatchRamp(
      from: Int.random(in: multiple...last, using: &random), to: last,
      over: Int.random(in: 0...25, using: &random), multiple: multiple)
    for step in 0..<40 {
      let sequences = ramp.sequences(atStep: step)
      #expect(sequences % multiple == 0 && sequences >= multiple && sequences <= last)
      #expect(step == 0 || sequences >= ramp.sequences(atStep: step - 1))
    }
    #expect(ramp.sequences(atStep: 39) == last)
  }

  @Test("settings of a batch out of range are refused by value")
  func refusedRamps() {
    expect("multiples of 0 sequences; from 1") { _ = try BatchRamp(constant: 8, multiple: 0) }
    expect("10 sequences; positive multiples of 4 up to 2147483647") {
      _ = try BatchRamp(constant: 10, multiple: 4)
    }
    expect("2 sequences at first; from 4 to 8") {
      _ = try BatchRamp(from: 2, to: 8, over: 5, multiple: 4)
    }
    expect("a ramp of -1 steps; from 0 to 2147483647") {
      _ = try BatchRamp(from: 4, to: 8, over: -1, multiple: 4)
    }
  }

  private func expect(_ detail: String, _ body: () throws -> Void) {
    #expect(throws: OptimizerError(code: .settingOutOfRange, detail: detail)) { try body() }
  }
}
