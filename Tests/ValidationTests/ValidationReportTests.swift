import CostModels
import RunConfigurations
import Testing
import Validation

@Suite("Published numbers beside ours")
struct ValidationReportTests {
  private func result(_ group: String, _ name: String) throws -> ValidationResult {
    let results = try Shipped.report.get().results
    return try #require(
      results.first { $0.quantity.group.hasPrefix(group) && $0.quantity.name == name })
  }

  @Test("no error has grown past the one on record")
  func bounds() throws {
    let report = try Shipped.report.get()
    #expect(report.failures == [])
    #expect(report.results.allSatisfy { $0.predicted.isFinite && $0.predicted > 0 })
  }

  @Test("both networks of ISCA 2025, table 4, are there with twelve rows each")
  func networks() throws {
    let group = try #require(
      try Shipped.report.get().groups.first { $0.name == "DeepSeek-V3 step on 2048 H800" })
    for network in ["(MPFT)", "(MRFT)"] {
      #expect(group.results.count { $0.quantity.name.hasSuffix(network) } == 12)
    }
    #expect(try result("DeepSeek-V3 step", "step (MPFT)").quantity.value == 19.926)
    #expect(try result("DeepSeek-V3 step", "bubble (MRFT)").quantity.value == 2.03)
  }

  @Test("the rows by which the step is read add up to it, as the published ones do to 0.03 s")
  func reading() throws {
    let rows = try ["1F", "1B", "1W", "1F1B", "bubble", "opt"].map {
      try result("DeepSeek-V3 step", "\($0) (MPFT)")
    }
    let step = try result("DeepSeek-V3 step", "step (MPFT)")
    #expect(abs(rows.reduce(0) { $0 + $1.predicted } - step.predicted) < 1e-6)
    #expect(abs(rows.reduce(0) { $0 + $1.quantity.value } - step.quantity.value) < 0.03)
  }

  @Test("GPU-hours, tokens a day and MFU are the step in other words")
  func derived() throws {
    let step = try result("DeepSeek-V3 step", "step (MPFT)").predicted
    let tokens = 15_360.0 * 4_096
    let perDay = try result("DeepSeek-V3 step", "tokens a day (MPFT)").predicted
    #expect(abs(perDay / (tokens * 86_400 / step / 1e9) - 1) < 1e-9)
    let hours = try result("DeepSeek-V3 run", "GPU-hours per trillion tokens").predicted
    #expect(abs(hours / (step * 2_048 / 3_600 / tokens * 1e12 / 1e3) - 1) < 1e-9)
    let mfu = try result("DeepSeek-V3 step", "MFU causal (MPFT)").predicted
    #expect(abs(mfu / (0.2504e12 * tokens / step / 2_048 / 989e12 * 100) - 1) < 1e-3)
  }

  @Test("a pair is as long as its compute phases at least, and they are those of four layers")
  func pair() throws {
    let pair = try result("Training trace; four", "pair of 4 layers").predicted
    let phases = try ["attn(F)", "mlp(F)", "attn(B)", "mlp(B)", "attn(W)", "mlp(W)"].reduce(0) {
      $0 + (try result("Training trace; four", $1).predicted)
    }
    #expect(phases <= pair + 1e-6 && phases > 0.5 * pair)
  }

  @Test("DeepSeek-V3 fits its GPUs with the published recomputation, and not without")
  func memory() throws {
    let memory = try Shipped.report.get().memory
    #expect(memory.withRecomputation <= memory.capacity)
    #expect(memory.without > memory.capacity)
  }

  @Test("rows without a bound say what they take for granted or are extrapolated")
  func unbounded() throws {
    for result in try Shipped.report.get().results where result.verdict == .unbounded {
      #expect([Grade.extrapolated, .assumption].contains(result.quantity.grade))
    }
  }

  @Test("the step's interval holds it, and rates have it upside down")
  func intervals() throws {
    for name in ["step", "tokens a day", "MFU causal"] {
      let result = try result("DeepSeek-V3 step", "\(name) (MPFT)")
      let (low, high) = (try #require(result.low), try #require(result.high))
      #expect(low < result.predicted && result.predicted < high)
    }
    let (step, rate) = (
      try result("DeepSeek-V3 step", "step (MPFT)"),
      try result("DeepSeek-V3 step", "tokens a day (MPFT)")
    )
    let products = [(step.low, rate.high), (step.high, rate.low)].map { ($0 ?? 0) * ($1 ?? 0) }
    for product in products { #expect(abs(product / (step.predicted * rate.predicted) - 1) < 1e-9) }
  }

  @Test("every row of a simulated step, run or pair has an interval that holds our number")
  func everyInterval() throws {
    let simulated = [
      "DeepSeek-V3 step", "DeepSeek-V3 run", "Megatron-LM on A100", "Megatron 175B",
      "Training trace; four",
    ]
    for result in try Shipped.report.get().results where result.quantity.kind == .check {
      guard simulated.contains(where: result.quantity.group.hasPrefix) else { continue }
      let (low, high) = (try #require(result.low), try #require(result.high))
      #expect(
        low <= result.predicted + 1e-9 && result.predicted <= high + 1e-9 && low < high,
        "\(result.quantity.name)")
    }
  }

  @Test("a run's interval is the step's, but for hours that are given")
  func runIntervals() throws {
    let step = try result("DeepSeek-V3 step", "step (MPFT)")
    let training = try result("DeepSeek-V3 run", "pre-training")
    let run = try result("DeepSeek-V3 run", "whole run")
    let relative = { (result: ValidationResult) in (result.high ?? 0) / result.predicted }
    #expect(abs(relative(training) - relative(step)) < 1e-9)
    #expect(relative(run) < relative(step) && relative(run) > 1)
  }

  @Test("inputs are the fitted kernels and links, none of them a step, with their source")
  func inputs() throws {
    let inputs = try Shipped.validator().inputs(ofScenarioNamed: "deepseek-v3")
    #expect(inputs.count > 50)
    let checks = Set(try Shipped.report.get().results.map(\.quantity.group))
    for input in inputs {
      #expect(input.quantity.kind == .input && input.quantity.bound == nil)
      #expect(!checks.contains(input.quantity.group) && !input.quantity.source.isEmpty)
      #expect(input.error.magnitude < 0.35)
    }
    for name in ["DeepGEMM", "DeepEP", "profile-data"] {
      #expect(inputs.contains { $0.quantity.source.contains(name) })
    }
    #expect(try Shipped.validator().inputs(ofScenarioNamed: "megatron-1.7b").isEmpty)
  }
}
