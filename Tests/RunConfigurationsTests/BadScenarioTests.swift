import Simulation
import Testing

@testable import RunConfigurations

/// One change to a good scenario, and what its reader says about it.
struct Spoilt: Sendable, CustomTestStringConvertible {
  let good: String
  let bad: String
  let code: ConfigurationError.Code
  /// Behind the file's name.
  let detail: String

  init(_ good: String, _ bad: String, _ code: ConfigurationError.Code, _ detail: String) {
    (self.good, self.bad, self.code, self.detail) = (good, bad, code, detail)
  }

  var testDescription: String { bad }

  func applied(to text: String) throws -> String {
    let range = try #require(text.ranges(of: good).first, "\(good) is not in the sample")
    return text[..<range.lowerBound] + bad + text[range.upperBound...]
  }
}

@Suite("Bad scenarios")
struct BadScenarioTests {
  @Test("the sample itself reads")
  func good() throws {
    let scenario = try Samples.readScenario(Samples.scenario)
    #expect(scenario.run?.phases.count == 3)
    #expect(scenario.run?.fallbackSchedule == "1f1b")
  }

  @Test("a number is refused with its key, its value and the range", arguments: numbers)
  func number(change: Spoilt) throws { try check(change) }

  static let whole = "expected a whole number from 1 to 1073741824"
  static let amount =
    "expected a number from 1 to 1e+18, K, M, B or T allowed behind it"
  static let numbers = [
    Spoilt("15360", "-5", .outOfRange, "4: batch.sequences is -5; \(whole)"),
    Spoilt("15360", "0", .outOfRange, "4: batch.sequences is 0; \(whole)"),
    Spoilt("15360", "1e400", .outOfRange, "4: batch.sequences is 1e400; \(whole)"),
    Spoilt("15360", "010", .outOfRange, "4: batch.sequences is 010; \(whole)"),
    Spoilt("15360", "0x10", .wrongType, "4: batch.sequences is 0x10; \(whole)"),
    Spoilt("15360", ".inf", .wrongType, "4: batch.sequences is .inf; \(whole)"),
    Spoilt("15360", "", .wrongType, "4: batch.sequences is empty; \(whole)"),
    Spoilt("15360", "[1]", .wrongType, "4: batch.sequences is a list; \(whole)"),
    Spoilt("15360", "{a: 1}", .wrongType, "4: batch.sequences is a mapping; \(whole)"),
    Spoilt(
      "15360", "\"15360\"", .wrongType,
      "4: batch.sequences is \"15360\"; \(whole), without quotes"),
    Spoilt(
      "15360", "99999999999999999999", .outOfRange,
      "4: batch.sequences is 99999999999999999999; \(whole)"),
    Spoilt("14.8T", "14.8Q", .wrongType, "12: run.phases[0].tokens is 14.8Q; \(amount)"),
    Spoilt("14.8T", "1.2.3", .wrongType, "12: run.phases[0].tokens is 1.2.3; \(amount)"),
    Spoilt("14.8T", "0x1B", .wrongType, "12: run.phases[0].tokens is 0x1B; \(amount)"),
    Spoilt("14.8T", "1e400", .outOfRange, "12: run.phases[0].tokens is 1e400; \(amount)"),
    Spoilt("14.8T", "1e308T", .outOfRange, "12: run.phases[0].tokens is 1e308T; \(amount)"),
    Spoilt("14.8T", "-1", .outOfRange, "12: run.phases[0].tokens is -1; \(amount)"),
    Spoilt(
      "5000", "-1", .outOfRange,
      "14: run.phases[2].gpuHours is -1; expected a number from 0 to 1e12"),
    Spoilt(
      "mtp: 1", "jitter: 1", .outOfRange,
      "8: jitter is 1; expected a relative standard deviation, at least 0 and below 1"),
    Spoilt(
      "mtp: 1", "jitter: .nan", .wrongType,
      "8: jitter is .nan; expected a relative standard deviation, at least 0 and below 1"),
    Spoilt(
      "mtp: 1", "speedSpread: -0.01", .outOfRange,
      "8: speedSpread is -0.01; expected a relative standard deviation from 0 to 0.2"),
    Spoilt(
      "mtp: 1", "speedSpread: 1.5", .outOfRange,
      "8: speedSpread is 1.5; expected a relative standard deviation from 0 to 0.2"),
    Spoilt(
      "mtp: 1", "speedSpread: 2%", .wrongType,
      "8: speedSpread is 2%; expected a relative standard deviation from 0 to 0.2"),
    Spoilt(
      "mtp: 1", "seed: -1", .outOfRange,
      "8: seed is -1; expected a whole number from 0 to 18446744073709551615"),
    Spoilt(
      "mtp: 1", "communicationSMs: 132", .outOfRange,
      "8: communicationSMs is 132; expected a whole number from 0 to 131"),
    Spoilt(
      "gpu: 17", "gpu: 2048", .outOfRange,
      "9: stragglers[0].gpu is 2048; expected a whole number from 0 to 2047"),
    Spoilt(
      "slowdown: 1.1", "slowdown: 0.5", .outOfRange,
      "9: stragglers[0].slowdown is 0.5; expected a factor from 1 to 1000"),
    Spoilt(
      "gpuHour: 2", "gpuHour: -2", .outOfRange,
      "15: cost.gpuHour is -2; expected a price from 0 to 1000000"),
  ]

  @Test("a key is refused with the nearest one and all that are accepted", arguments: keys)
  func key(change: Spoilt) throws { try check(change) }

  static let keys = [
    Spoilt(
      "sequences:", "sequence:", .unknownKey,
      "4: batch.sequence is not a key; did you mean sequences? expected sequences, "
        + "sequenceLength, microbatch"),
    Spoilt(
      "phases:", "quux:", .unknownKey,
      "11: run.quux is not a key; expected fallbackSchedule, phases"),
    Spoilt(
      "mtp: 1", "speedspread: 0.01", .unknownKey,
      "8: speedspread is not a key; did you mean speedSpread? expected model, cluster, parallelism, "
        + "batch, schedule, chunks, precision, optimizer, recompute, stages, mtp, overlap, transfers, "
        + "communicationSMs, kernels, routing, jitter, speedSpread, stragglers, seed, run, cost"),
    Spoilt("sequences: 15360, ", "", .missingKey, "4: batch.sequences is missing; \(whole)"),
    Spoilt(
      "mtp: 1", "mtp: 1\nmtp: 1", .duplicateKey,
      "8: mtp is given more than once, here first; expected once"),
    Spoilt(
      "mtp: 1", "optimizer: 1", .wrongType,
      "8: optimizer is 1; expected a mapping with the keys zero"),
    Spoilt(
      ", tokens: 14.8T", "", .missingKey,
      "12: run.phases[0] has no amount; expected exactly one of tokens, steps, gpuHours"),
  ]

  @Test("a choice is refused with the nearest one and all that are accepted", arguments: choices)
  func choice(change: Spoilt) throws { try check(change) }

  static let schedules =
    "expected one of gpipe, 1f1b, interleaved-1f1b, zb-h1, zb-h2, zb-v, 1f1b-overlap, "
    + "interleaved-1f1b-overlap, dualpipe, dualpipev, csv:FILE"
  static let choices = [
    Spoilt(
      "dualpipe", "dualpip", .unknownChoice,
      "5: schedule is dualpip; did you mean dualpipe? \(schedules)"),
    Spoilt("dualpipe", "chimera", .unknownChoice, "5: schedule is chimera; \(schedules)"),
    Spoilt(
      "dualpipe", "csv:no.csv", .missingFile,
      "5: schedule is csv:no.csv; expected a schedule, and there is no file in/no.csv"),
    Spoilt(
      "fp8", "fp16", .unknownChoice,
      "6: precision is fp16; expected one of fp8, bf16"),
    Spoilt(
      "recompute: none", "recompute: some", .unknownChoice,
      "7: recompute is some; expected none, selective, full or a list of norm, mla-up-projection, "
        + "swiglu"),
    Spoilt(
      "recompute: none", "recompute: [attention]", .unknownChoice,
      "7: recompute[0] is attention; expected one of norm, mla-up-projection, swiglu"),
    Spoilt(
      "mtp: 1", "routing: {balance: drawn, skew: 0.3, maxVio: 0.1}", .unknownChoice,
      "8: routing.balance is drawn; expected one of balanced, sampled"),
    Spoilt(
      "gpuHour: 2", "gpuHour: 2, currency: dollars", .unknownChoice,
      "15: cost.currency is dollars; expected a code of three capital letters such as USD"),
  ]

  @Test("values that contradict each other are refused with all of them", arguments: conflicts)
  func conflict(change: Spoilt) throws { try check(change) }

  private func check(_ change: Spoilt) throws {
    let text = try change.applied(to: Samples.scenario)
    let detail = "in/scenario.yaml:" + change.detail
    #expect(throws: ConfigurationError(code: change.code, detail: detail)) {
      try Samples.readScenario(text)
    }
  }
}
