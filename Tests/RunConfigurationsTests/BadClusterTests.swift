import ClusterModels
import Testing

@testable import RunConfigurations

@Suite("Bad clusters and accelerators")
struct BadClusterTests {
  static let rates =
    "expected a number with a unit of B/s, MB/s, GB/s, TB/s, Gb/s, Tb/s, from 0.100 GB/s to "
    + "1000 TB/s"
  static let clusters = [
    Spoilt(
      "256", "0", .outOfRange, "2: nodes is 0; expected a whole number from 1 to 65536"),
    Spoilt(
      "40 GB/s", "40", .wrongType, "6: network.effectiveBandwidth is 40; \(rates)"),
    Spoilt(
      "40 GB/s", "40 GB", .wrongType, "6: network.effectiveBandwidth is 40 GB; \(rates)"),
    Spoilt(
      "40 GB/s", "-40 GB/s", .wrongType, "6: network.effectiveBandwidth is -40 GB/s; \(rates)"),
    Spoilt(
      "40 GB/s", "0x10 GB/s", .wrongType, "6: network.effectiveBandwidth is 0x10 GB/s; \(rates)"),
    Spoilt(
      "40 GB/s", "1e308 TB/s", .wrongType,
      "6: network.effectiveBandwidth is 1e308 TB/s; \(rates)"),
    Spoilt(
      "40 GB/s", "1e9 TB/s", .outOfRange, "6: network.effectiveBandwidth is 1e9 TB/s; \(rates)"),
    Spoilt(
      "160 GB/s", "300 GB/s", .inconsistent,
      "5: nvlink.effectiveBandwidth is 300 GB/s; expected at most lineBandwidth, 200 GB/s"),
    Spoilt(
      "3.7 us", "-1 us", .outOfRange,
      "6: network.latency is -1 us; expected a number with a unit of s, ms, us, ns, ps, from 0 s "
        + "to 1.000 s"),
    Spoilt(
      "fat-tree", "torus", .unknownChoice,
      "7: fabric.topology is torus; expected one of fat-tree, multi-plane-fat-tree"),
    Spoilt(
      "gpu.yaml", "no.yaml", .missingFile,
      "4: accelerator is no.yaml; expected the path of an accelerator's YAML file, and there is no "
        + "file in/no.yaml"),
  ]

  @Test(
    "a cluster is refused with file, line, key, value and what is accepted", arguments: clusters)
  func cluster(change: Spoilt) throws {
    let text = try change.applied(to: Samples.cluster)
    let error = ConfigurationError(code: change.code, detail: "in/cluster.yaml:" + change.detail)
    #expect(throws: error) { try Samples.readCluster(text) }
  }

  static let accelerators = [
    Spoilt(
      "132", "132.5", .outOfRange,
      "2: streamingMultiprocessors is 132.5; expected a whole number from 1 to 4096"),
    Spoilt(
      "0.75", "1.5", .outOfRange,
      "8: efficiency.gemmBF16 is 1.5; expected a share from 0.01 to 1"),
    Spoilt(
      "peakFP8: 1979 TFLOP/s\n", "", .inconsistent,
      "8: efficiency.gemmFP8 is 0.6; expected no such key without peakFP8"),
    Spoilt(
      "80 GiB", "80 GPUs", .wrongType,
      "3: memory is 80 GPUs; expected a number with a unit of B, KB, MB, GB, TB, KiB, MiB, GiB, "
        + "TiB, from 1.00 MiB to 16.0 TiB"),
  ]

  @Test(
    "an accelerator is refused with file, line, key, value and what is accepted",
    arguments: accelerators)
  func accelerator(change: Spoilt) throws {
    let text = try change.applied(to: Samples.accelerator)
    let error = ConfigurationError(code: change.code, detail: "in/gpu.yaml:" + change.detail)
    #expect(throws: error) { try Samples.readAccelerator(text) }
  }

  @Test("a GPU with fewer SMs than communication takes by default has to be told how many")
  func fewSMs() throws {
    var cluster = try Samples.readCluster(Samples.cluster)
    cluster.accelerator.streamingMultiprocessors = 16
    let small = cluster
    let reader = ScenarioReader(
      model: { _ throws(ConfigurationError) in Samples.model },
      cluster: { _ throws(ConfigurationError) in small }, fileExists: { _ in true })
    let detail = "in/a.yaml:1: communicationSMs is missing; expected a whole number from 0 to 15"
    #expect(throws: ConfigurationError(code: .missingKey, detail: detail)) {
      try reader.read(ConfigurationText(path: "in/a.yaml", text: Samples.scenario))
    }
  }

  @Test("a GPU without FP8 runs no FP8 scenario")
  func noFP8() throws {
    let path = "\(repository)/configs/scenarios/spoilt.yaml"
    let text = Samples.scenario
      .replacing("model.json", with: "../models/deepseek-v3.json")
      .replacing("cluster.yaml", with: "../clusters/a100-80gb-2048.yaml")
    let detail =
      "\(path):6: precision is fp8; expected bf16, because A100-80GB has no FP8 tensor cores"
    #expect(throws: ConfigurationError(code: .inconsistent, detail: detail)) {
      try ScenarioFile.read(bytes: Array(text.utf8), path: path)
    }
  }
}
