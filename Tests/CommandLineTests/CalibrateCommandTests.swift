import TestSupport
import Testing

@Suite("duplex calibrate", .timeLimit(.minutes(1)))
struct CalibrateCommandTests {
  @Test("an accelerator and its calibration print the same, on any number of processes")
  func same() async throws {
    let standard = try await duplex("calibrate")
    #expect(standard.exitCode == 0)
    #expect(standard.standardError.isEmpty)
    #expect(standard.standardOutput.hasPrefix("Calibration of H800\n\nFP8 GEMM initial: "))
    #expect(try await duplex("calibrate", "configs/calibration/h800.yaml") == standard)
    #expect(try await duplex(["calibrate"], processes: 2) == standard)
  }

  @Test("the document has every measurement with its error and source")
  func document() async throws {
    let outcome = try await duplex("calibrate", "--json")
    #expect(outcome.exitCode == 0)
    let document = try JSONValue(outcome.standardOutput)
    let residuals = try #require(document["residuals"]?.elements)
    #expect(residuals.count > 80)
    #expect(residuals.allSatisfy { $0["source"]?.string?.isEmpty == false })
    #expect(try #require(document["parameters"]?.elements).count >= 17)
  }

  @Test(
    "what cannot be calibrated is bad input",
    arguments: [
      ("configs/accelerators/b200.yaml", "calibration is missing"),
      ("no/such.yaml", "there is no such file"),
      ("configs/scenarios/deepseek-v3.yaml", "is not a key"),
    ])
  func refused(file: String, reason: String) async throws {
    let outcome = try await duplex("calibrate", file)
    #expect(outcome.exitCode == 65)
    #expect(outcome.standardOutput.isEmpty)
    #expect(outcome.standardError.hasPrefix("duplex: \(file):"), "\(outcome.standardError)")
    #expect(outcome.standardError.contains(reason), "\(outcome.standardError)")
  }

  @Test("an option that is none is a usage error")
  func usage() async throws {
    #expect(try await duplex("calibrate", "--frob").exitCode == 64)
  }
}
