import MPIRuntime
import Quantities
import Simulation
import Testing
import Timelines

@testable import Analysis

@Suite("Explanation of a step")
struct ExplanationTests {
  private func explained(
    _ change: (inout StepConfiguration) -> Void = { _ in }
  ) throws -> (Evaluation, Explanation) {
    var scenario = try Shipped.plain("deepseek-v3")
    scenario.run = nil
    change(&scenario.step)
    let evaluation = try Evaluation(
      scenario, on: .solo(), lengths: StepLengths(scenario: scenario, on: .solo(), imported: [:]))
    return (evaluation, try Explanation(evaluation, scenario, on: .solo()))
  }

  @Test("kernels add up to the computing time, the longest first")
  func parts() throws {
    let (evaluation, explanation) = try explained()
    let sum = explanation.parts.reduce(0) { $0 + $1.time.seconds }
    #expect(abs(sum / evaluation.timeline.meanShares.computing.seconds - 1) < 1e-9)
    #expect(explanation.parts.map(\.time) == explanation.parts.map(\.time).sorted(by: >))
  }

  @Test("wider costs save more, and without all of them only computing is left")
  func alternatives() throws {
    let (evaluation, explanation) = try explained()
    let step = { (name: String) throws in
      try #require(explanation.alternatives.first { $0.name == name }).step
    }
    #expect(try step("no expert communication") < step("expert communication hidden"))
    #expect(try step("expert communication hidden") < explanation.step)
    #expect(try step("infinite network") < step("no expert communication"))
    let floor = try step("no bubble, infinite network")
    #expect(try floor < step("no bubble") && floor < step("infinite network"))
    // With no SM taken, computing is a little shorter than in the whole step.
    #expect(floor < evaluation.timeline.meanShares.computing + VirtualTime(seconds: 2))
    #expect(explanation.alternatives.allSatisfy { $0.step <= explanation.step })
  }

  @Test("what a scenario does not have is not taken away")
  func present() throws {
    let plain = try explained().1.alternatives.map(\.name)
    #expect(plain.first == "no pipeline communication" && plain.count == 7)
  }

  @Test("each random effect is taken away alone, and the step simulated again without it")
  func effects() throws {
    let fewer = { (step: inout StepConfiguration) in step.sequences = 4_096 }
    let jitter = { (step: inout StepConfiguration) in step.jitter = 0.05 }
    let straggler = { (step: inout StepConfiguration) in
      step.stragglers = [.init(gpu: 17, slowdown: 1.2)]
    }
    let speeds = { (step: inout StepConfiguration) in step.speedSpread = 0.015 }
    let routing = { (step: inout StepConfiguration) in
      step.routing = .sampled(skew: 0.3, maxVio: 0.5)
    }
    let all = [
      ("no jitter", jitter), ("no stragglers", straggler), ("equal GPUs", speeds),
      ("balanced routing", routing),
    ]
    let alternatives = try explained { step in
      fewer(&step)
      for effect in all { effect.1(&step) }
    }.1.alternatives
    #expect(alternatives.prefix(4).map(\.name) == all.map(\.0))
    for (index, alternative) in alternatives.prefix(4).enumerated() {
      let without = try explained { step in
        fewer(&step)
        for (other, effect) in all.enumerated() where other != index { effect.1(&step) }
      }.1.step
      #expect(alternative.step == without)
    }
  }

  @Test("what the evaluation has simulated already is what simulating it again gives")
  func reused() throws {
    let (evaluation, explanation) = try explained { $0.sequences = 4_096 }
    let scenario = try Shipped.plain("deepseek-v3")
    var configuration = scenario.step
    configuration.sequences = 4_096
    let step = try TrainingStep(
      model: scenario.model, cluster: scenario.cluster, calibration: scenario.calibration,
      configuration: configuration)
    let known: [(String, WhatIf)] = [
      ("no expert communication", .expertCommunication), ("no bubble", .bubble),
      ("no pipeline communication", .pipelineCommunication),
    ]
    for (name, whatIf) in known {
      let alternative = explanation.alternatives.first { $0.name == name }
      #expect(try alternative?.step == step.length(without: whatIf))
    }
    #expect(explanation.schedule == evaluation.schedule)
  }

  @Test("without its straggler a step is the plain one, calibrated costs and all")
  func calibrated() throws {
    let fewer = { (step: inout StepConfiguration) in step.sequences = 4_096 }
    let plain = try explained(fewer).1.step
    let slowed = try explained {
      fewer(&$0)
      $0.stragglers = [.init(gpu: 17, slowdown: 1.2)]
    }.1
    #expect(slowed.step > plain)
    #expect(slowed.alternatives.first { $0.name == "no stragglers" }?.step == plain)
  }
}
