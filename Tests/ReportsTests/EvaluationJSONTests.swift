import Analysis
import Quantities
import Reports
import Testing

@Suite("JSON of evaluations and comparisons")
struct EvaluationJSONTests {
  @Test("has the keys that programs rely on, in a fixed order")
  func keys() throws {
    let document = EvaluationJSON(try ToyComparison.small().evaluations[0])
      .document(scenario: "toy")
    #expect(
      document.keys == [
        "format", "scenario", "name", "chunks", "copies", "stages", "stepSeconds",
        "computingSeconds",
        "computingFraction", "bubbleSeconds", "bubbleFraction", "exposedExpertSeconds",
        "exposedExpertFraction", "exposedPipelineSeconds", "exposedPipelineFraction",
        "optimizerSeconds", "optimizerFraction", "expertCommunicationSeconds",
        "hiddenExpertFraction", "hiding", "expertWaitSeconds", "idleFraction", "actions",
        "tokensPerStep", "tokensPerSecond", "tokensPerDay", "teraflopsPerSecondCausal",
        "teraflopsPerSecondFull", "mfuCausal", "mfuFull", "peak", "peakMemoryBytes",
        "peakMemoryRank", "memoryCapacityBytes", "fits", "memoryPerRank", "gpuHours", "days",
        "costUSD", "run", "whatIf", "notes", "simulation",
      ])
    #expect(
      document["actions"]?.keys == [
        "forwardSeconds", "backwardSeconds", "weightSeconds", "pairSeconds", "bubbleSeconds",
        "optimizerSeconds",
      ])
    #expect(
      document["simulation"]?.keys == [
        "gpus", "operators", "laneOperators", "wallSeconds", "processes",
      ])
  }

  @Test("its parts add up to the step, and its fractions to one", arguments: [0, 1])
  func sums(index: Int) throws {
    let entry = EvaluationJSON(try ToyComparison.small().evaluations[index]).entry
    let parts = ["computing", "bubble", "exposedExpert", "exposedPipeline", "optimizer"]
    let step = try #require(entry["stepSeconds"]?.double)
    let seconds = parts.compactMap { entry["\($0)Seconds"]?.double }.reduce(0, +)
    let fractions = parts.compactMap { entry["\($0)Fraction"]?.double }.reduce(0, +)
    let actions = (entry["actions"]?.keys ?? []).compactMap { entry["actions"]?[$0]?.double }
    #expect(abs(seconds - step) < 1e-9)
    #expect(abs(fractions - 1) < 1e-9)
    #expect(abs(actions.reduce(0, +) - step) < 1e-9)
  }

  @Test("names the currency of the cost, and leaves costs out where no run is priced")
  func money() throws {
    var evaluation = try ToyComparison.small().evaluations[0]
    var run = try #require(evaluation.run)
    for index in run.phases.indices { run.phases[index].cost?.currency = "EUR" }
    evaluation.run = run
    #expect(EvaluationJSON(evaluation).entry["costEUR"]?.double == run.cost?.amount)
    evaluation.run = nil
    #expect(EvaluationJSON(evaluation).entry["gpuHours"] == nil)
  }

  @Test("a comparison holds entries, refusals and assumptions")
  func comparison() throws {
    let comparison = try ToyComparison.small()
    let document = ComparisonJSON(comparison).document
    #expect(document.keys == ["format", "scenario", "schedules", "refused", "assumptions"])
    #expect(document["format"] == 1)
    #expect(document["schedules"]?.elements.map { $0["name"] } == ["1f1b", "dualpipe"])
    #expect(
      document["refused"] == [
        ["name": "zb-h2", "reason": "needs 93.1 GiB on rank 0, the GPU has 79.1 GiB"]
      ])
    #expect(
      document["assumptions"]?.elements.map { $0["grade"] }
        == ["calibrated", "measured", "assumption"])
  }
}

extension JSONText {
  var keys: [String] {
    guard case .object(let members) = self else { return [] }
    return members.map(\.key)
  }

  var elements: [JSONText] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  var double: Double? {
    switch self {
    case .number(let number): number
    case .integer(let integer): Double(integer)
    default: nil
    }
  }

  subscript(key: String) -> JSONText? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }
}
