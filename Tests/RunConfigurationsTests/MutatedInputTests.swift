import ClusterModels
import FoundationEssentials
import Simulation
import Testing
import TransformerModels

@testable import RunConfigurations

/// 110,000 spoilt files: whatever stands in one, a reader answers with a value or one line.
@Suite("Mutated inputs")
struct MutatedInputTests {
  static let shares = 0..<4

  @Test("50,000 scenarios never trap a reader", arguments: shares)
  func scenarios(share: Int) throws {
    try mutate("scenarios", count: 12_500, share: share) { bytes in
      answer { () throws(ConfigurationError) in
        try Samples.readScenario(ConfigurationText(path: "in/scenario.yaml", bytes: bytes))
      }
    }
  }

  @Test("10,000 training files never trap a reader")
  func trainings() throws {
    var mutator = Mutator(seed: 0)
    let seed = Array(TrainingFileTests.sample.utf8)
    var refused = 0
    for _ in 0..<10_000 {
      let bytes = mutator.mutated(seed)
      let line = answer { () throws(ConfigurationError) in
        try TrainingFileTests.read(ConfigurationText(path: "in/training.yaml", bytes: bytes))
      }
      guard let line else { continue }
      refused += 1
      #expect(!line.isEmpty && !line.contains("\n"))
    }
    #expect(5_000..<10_000 ~= refused)
  }

  @Test("20,000 clusters never trap a reader", arguments: shares)
  func clusters(share: Int) throws {
    try mutate("clusters", count: 5_000, share: share) { bytes in
      answer { () throws(ConfigurationError) in
        try Samples.readCluster(ConfigurationText(path: "in/cluster.yaml", bytes: bytes))
      }
    }
  }

  @Test("10,000 accelerators never trap a reader")
  func accelerators() throws {
    try mutate("accelerators", count: 10_000, share: 0) { bytes in
      answer { () throws(ConfigurationError) in
        try AcceleratorFile.read(ConfigurationText(path: "in/gpu.yaml", bytes: bytes))
      }
    }
  }

  @Test("20,000 models never trap a reader", arguments: shares)
  func models(share: Int) throws {
    try mutate("models", count: 5_000, share: share) { bytes in
      do throws(ModelError) {
        _ = try Architecture(configuration: bytes, name: "mutated")
        return nil
      } catch { return error.detail }
    }
  }

  /// The error's one line, nil where the input was read.
  private func answer<Value>(
    _ read: () throws(ConfigurationError) -> Value
  ) -> String? {
    do throws(ConfigurationError) {
      _ = try read()
      return nil
    } catch { return error.detail }
  }

  private func mutate(
    _ folder: String, count: Int, share: Int, read: ([UInt8]) -> String?
  ) throws {
    let path = "\(repository)/Tests/Fuzz/Seeds/\(folder)"
    let seeds = try FileManager.default.contentsOfDirectory(atPath: path).sorted().map {
      [UInt8](try #require(FileManager.default.contents(atPath: "\(path)/\($0)")))
    }
    var mutator = Mutator(seed: UInt64(share))
    var refused = 0
    for index in 0..<count {
      guard let line = read(mutator.mutated(seeds[index % seeds.count])) else { continue }
      refused += 1
      if line.contains("\n") || line.isEmpty { Issue.record("not one line: \(line)") }
    }
    // A mutator that spoils nothing, or everything, would show nothing.
    #expect(refused > count / 2)
    #expect(refused < count)
  }
}
