import TestSupport
import Testing

@Suite("JSON of duplex", .timeLimit(.minutes(1)))
struct JSONContractTests {
  /// What one schedule's entry holds, whichever command prints it.
  static let entry: [String: String] = [
    "name": "string", "stepSeconds": "number", "computingSeconds": "number",
    "bubbleSeconds": "number", "bubbleFraction": "number", "exposedExpertSeconds": "number",
    "exposedExpertFraction": "number", "exposedPipelineSeconds": "number",
    "exposedPipelineFraction": "number", "optimizerSeconds": "number",
    "optimizerFraction": "number", "expertWaitSeconds": "number", "idleFraction": "number",
    "tokensPerSecond": "number", "tokensPerDay": "number", "teraflopsPerSecondCausal": "number",
    "teraflopsPerSecondFull": "number", "mfuCausal": "number", "mfuFull": "number",
    "peak": "string", "peakMemoryBytes": "number", "fits": "bool", "memoryPerRank": "array",
    "gpuHours": "number", "costUSD": "number", "run": "array", "whatIf": "object",
    "notes": "array", "simulation": "object",
  ]

  static let figures: [String: String] = [
    "gpus": "number", "operators": "number", "laneOperators": "number", "wallSeconds": "number",
    "processes": "number",
  ]

  @Test("simulate prints one entry at top level, its parts adding up to the step")
  func simulate() async throws {
    let outcome = try await duplex("simulate", fixture("even.yaml"), "--json")
    #expect(outcome.standardError.isEmpty)
    let document = try JSONValue(outcome.standardOutput)
    #expect(document.violations(of: Self.entry) == [])
    #expect(document["format"]?.number == 1)
    #expect(document["scenario"] == .string("even"))
    #expect(document["simulation"]?.violations(of: Self.figures) == [])
    #expect(document["simulation"]?["gpus"]?.number == 32)
    let parts = ["computing", "bubble", "exposedExpert", "exposedPipeline", "optimizer"]
    let sum = parts.compactMap { document["\($0)Seconds"]?.number }.reduce(0, +)
    let step = try #require(document["stepSeconds"]?.number)
    // Each part is a mean over GPUs, rounded to a picosecond.
    #expect(abs(sum - step) < 1e-11)
  }

  @Test("simulate's numbers have intervals, none with --samples 0")
  func intervals() async throws {
    let document = try JSONValue(
      await duplex("simulate", fixture("even.yaml"), "--samples", "4", "--json").standardOutput)
    let keys = [
      "stepSeconds", "bubbleFraction", "tokensPerDay", "mfuFull", "gpuHours", "costUSD",
    ]
    for (holder, keys) in [
      (document, keys), (document["actions"], ["forwardSeconds", "optimizerSeconds"]),
      (document["run"]?.elements.first, ["gpuHours"]),
    ] {
      for key in keys {
        let value = try #require(holder?[key]?.number)
        let (low, high) = (holder?["\(key)Low"]?.number, holder?["\(key)High"]?.number)
        #expect(try #require(low) <= value && value <= #require(high), "\(key)")
      }
    }
    #expect(document["samples"]?.number == 4)
    let none = try await duplex("simulate", fixture("even.yaml"), "--samples", "0", "--json")
    #expect(!none.standardOutput.contains("Low\""))
  }

  @Test("compare prints an entry for each schedule, in the order asked for")
  func compare() async throws {
    let outcome = try await duplex(
      "compare", fixture("even.yaml"), "--schedules", "dualpipe,1f1b,zb-v", "--json")
    #expect(outcome.standardError.isEmpty)
    let document = try JSONValue(outcome.standardOutput)
    #expect(
      document.violations(of: [
        "format": "number", "scenario": "string", "schedules": "array", "refused": "array",
        "assumptions": "array",
      ]) == [])
    let entries = try #require(document["schedules"]?.elements)
    #expect(entries.compactMap { $0["name"]?.string } == ["dualpipe", "1f1b", "zb-v"])
    for entry in entries { #expect(entry.violations(of: Self.entry) == []) }
    let assumption = try #require(document["assumptions"]?.elements.first)
    let texts = ["name", "value", "grade", "source"].map { ($0, "string") }
    #expect(assumption.violations(of: Dictionary(uniqueKeysWithValues: texts)) == [])
  }

  @Test("an entry of compare is what simulate prints of the same schedule")
  func same() async throws {
    let compared = try await duplex(
      "compare", fixture("even.yaml"), "--schedules", "zb-h1", "--samples", "4", "--json")
    let simulated = try await duplex(
      "simulate", fixture("even.yaml"), "--schedule", "zb-h1", "--samples", "4", "--json")
    let entry = try #require(JSONValue(compared.standardOutput)["schedules"]?.elements.first)
    let document = try JSONValue(simulated.standardOutput)
    for key in Self.entry.keys where key != "simulation" { #expect(entry[key] == document[key]) }
  }

  @Test("cost prints the phases, which add up to the run")
  func cost() async throws {
    let outcome = try await duplex("cost", fixture("even.yaml"), "--json")
    let document = try JSONValue(outcome.standardOutput)
    #expect(
      document.violations(of: [
        "format": "number", "scenario": "string", "schedule": "string", "gpuHours": "number",
        "days": "number", "costUSD": "number", "run": "array",
      ]) == [])
    let phases = try #require(document["run"]?.elements)
    #expect(phases.compactMap { $0["name"]?.string } == ["ramp", "given"])
    let hours = try #require(document["gpuHours"]?.number)
    #expect(abs(phases.compactMap { $0["gpuHours"]?.number }.reduce(0, +) - hours) < 1e-9)
    #expect(document["costUSD"]?.number == 2 * hours)
    let used = try #require(phases.first?["schedules"]?.elements)
    #expect(used.compactMap { $0["name"]?.string } == ["dualpipe", "1f1b"])
  }

  @Test("model prints the published counts of DeepSeek-V3")
  func model() async throws {
    let outcome = try await duplex("model", "configs/models/deepseek-v3.json", "--json")
    let document = try JSONValue(outcome.standardOutput)
    #expect(
      document.violations(of: [
        "format": "number", "name": "string", "family": "string", "totalParameters": "number",
        "activeParametersWithoutEmbedding": "number", "parametersByComponent": "object",
        "multiTokenPredictionParameters": "number", "trainingFLOPsPerTokenCausal": "number",
        "trainingFLOPsPerTokenFull": "number",
      ]) == [])
    #expect(document["format"]?.number == 1)
    // 671B in all, 37B active: arXiv:2412.19437, section 1.
    let total = try #require(document["totalParameters"]?.number)
    #expect((total / 1e9).rounded() == 671)
    let active = try #require(document["activeParametersWithoutEmbedding"]?.number)
    #expect((active / 1e9).rounded() == 37)
  }
}
