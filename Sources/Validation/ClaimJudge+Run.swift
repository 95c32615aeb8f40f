import Analysis
import CostModels
import Quantities
import Simulation

/// Claims about the run's length and price.
extension ClaimJudge {
  private static let publishedHours = 2.788e6
  private static let gpus = 2_048.0

  func gpuHours() throws -> Judgement {
    let wall = Self.publishedHours / Self.gpus
    let run = try validator.evaluation(named: "deepseek-v3").run
    let verdict = Verdict([
      Verdict(claimed: 1_360, found: wall), Verdict(claimed: 57, found: wall / 24),
    ])
    return (
      "\(grouped(Int(wall.rounded()))) h, \(fixed(wall / 24, decimals: 1)) days",
      verdict,
      "2.788M / 2,048 GPUs; simulated from kernels and links: "
        + "\(significant((run?.gpuHours ?? 0) / 1e6, digits: 4))M GPU-hours, "
        + "\(fixed(run?.days ?? 0, decimals: 1)) days"
    )
  }

  func cost() throws -> Judgement {
    let simulated = try validator.evaluation(named: "deepseek-v3").run?.cost
    return (
      Money(Self.publishedHours * 2, currency: "USD").description, .open,
      "the product is right, and simulated hours make \(simulated?.description ?? "none"); the range "
        + "needs a model of ownership and risk"
    )
  }

  func llama() throws -> Judgement {
    let ratio = 30.84e6 / Self.publishedHours
    let run = try validator.evaluation(named: "llama-3.1-405b-h100").run
    return (
      "\(fixed(ratio, decimals: 1)) times", ratio >= 10 ? .holds : .wrong,
      "30.84M / 2.788M; simulated on 2,048 H100 with other settings than Meta's: "
        + "\(significant((run?.gpuHours ?? 0) / 1e6, digits: 4))M"
    )
  }

  func precisionSpeed() throws -> Judgement {
    let fp8 = try validator.evaluation(named: "deepseek-v3")
    let bf16 = try validator.evaluation(
      "\(validator.folder)/scenarios/deepseek-v3.yaml", key: "DeepSeek-V3 in BF16"
    ) {
      $0.step.precision = .bf16
      $0.run = nil
    }
    let ratio = bf16.step.seconds / fp8.step.seconds
    let hours = Self.publishedHours * ratio / 1e6
    return (
      "\(fixed(ratio, decimals: 2)) times, \(fixed(hours, decimals: 1))M GPU-hours",
      Verdict([Verdict(claimed: 1.8, found: ratio), Verdict(claimed: 5, found: hours)]),
      "simulated step \(bf16.step) in BF16 against \(fp8.step): attention and communication gain "
        + "little; the efficiency of BF16 products is an assumption"
    )
  }
}
