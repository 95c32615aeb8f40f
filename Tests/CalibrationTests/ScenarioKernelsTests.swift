import CostModels
import FoundationEssentials
import RunConfigurations
import Simulation
import Testing

@Suite("Kernel releases in a scenario")
struct ScenarioKernelsTests {
  private let path = "\(Shipped.folder)/configs/scenarios/deepseek-v3.yaml"

  private func scenario(kernels: String) throws -> Scenario {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let shipped = "kernels: {gemm: initial, exchange: first}"
    try #require(text.contains(shipped))
    return try ScenarioFile.read(
      bytes: Array(text.replacing(shipped, with: kernels).utf8), path: path)
  }

  @Test("the published run has the first releases, a scenario without the key the latest")
  func standard() throws {
    let shipped = try ScenarioFile.read(path: path)
    #expect(shipped.step.kernels == KernelGenerations(products: .initial, exchanges: .first))
    #expect(shipped.calibration == (try Shipped.calibration()))
    let latest = KernelGenerations(products: .march2025, exchanges: .current)
    #expect(try scenario(kernels: "").step.kernels == latest)
    #expect(
      try scenario(kernels: "kernels: {gemm: initial}").step.kernels
        == KernelGenerations(products: .initial, exchanges: .current))
  }

  @Test(
    "an unknown release is refused with those that are known",
    arguments: [
      ("kernels: {gemm: 2025}", "kernels.gemm is 2025; expected one of initial, 2025-03"),
      ("kernels: {exchange: last}", "kernels.exchange is last; expected one of first, current"),
      ("kernels: {gem: initial}", "kernels.gem is not a key; did you mean gemm?"),
    ])
  func refused(kernels: String, detail: String) throws {
    do {
      _ = try scenario(kernels: kernels)
      Issue.record("\(kernels) was read")
    } catch let error as ConfigurationError {
      #expect(error.detail.contains(detail), "\(error.detail)")
    }
  }

  @Test("other GPUs have no calibration", arguments: ["mixtral-8x7b-h100", "llama-3.1-405b-h100"])
  func plain(name: String) throws {
    let scenario = try ScenarioFile.read(path: "\(Shipped.folder)/configs/scenarios/\(name).yaml")
    #expect(scenario.calibration == nil)
  }
}
