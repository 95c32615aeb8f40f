import CostModels
import FoundationEssentials
import Quantities
import RunConfigurations
import Testing

@Suite("Calibration files")
struct CalibrationFileTests {
  /// Hands a copy of `configs/calibration` to a test, beside which there is nothing but what describes
  /// models and machines: no scenario, and no published number.
  private func withCopy<Result>(_ body: (String) throws -> Result) throws -> Result {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "duplex-\(UUID())").path
    try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? files.removeItem(atPath: folder) }
    for part in ["calibration", "models", "clusters", "accelerators"] {
      try files.copyItem(
        atPath: "\(Shipped.folder)/configs/\(part)", toPath: "\(folder)/\(part)")
    }
    return try body("\(folder)/calibration")
  }

  @Test("the tables alone make the calibration: nothing that it is held against is read")
  func alone() throws {
    let shipped = try Shipped.calibration()
    let copied = try withCopy { try CalibrationFile.read(path: "\($0)/h800.yaml") }
    #expect(copied == shipped)
  }

  @Test("the same rows give the same bits")
  func deterministic() throws {
    let texts = try (0..<2).map { _ in try Shipped.calibration().json.pretty }
    #expect(texts[0] == texts[1])
  }

  @Test("an accelerator's file leads to its calibration, one without is refused")
  func accelerator() throws {
    let folder = "\(Shipped.folder)/configs/accelerators"
    #expect(try CalibrationFile.readNamed(path: "\(folder)/h800.yaml") == Shipped.calibration())
    do {
      _ = try CalibrationFile.readNamed(path: "\(folder)/b200.yaml")
      Issue.record("an accelerator without calibration was read")
    } catch {
      #expect(error.code == .missingKey)
      #expect(error.detail.contains("calibration is missing; expected the path"))
    }
  }

  struct Spoilt: CustomTestStringConvertible, Sendable {
    var file: String
    var old: String
    var new: String
    var code: ConfigurationError.Code
    var detail: String
    var testDescription: String { detail }
  }

  static let spoilt = [
    Spoilt(
      file: "h800.yaml", old: "h800/trace-memory.csv", new: "h800/no.csv", code: .missingFile,
      detail: "is h800/no.csv; expected the path of a CSV file, and there is no file"),
    Spoilt(
      file: "h800.yaml", old: "tables:", new: "steps: 1\ntables:", code: .unknownKey,
      detail: "steps is not a key"),
    Spoilt(
      file: "h800/deepgemm-dense.csv", old: "initial,dense,1,64,2112",
      new: "initial,dense,1,0,2112", code: .outOfRange,
      detail: "deepgemm-dense.csv:2: m is 0; expected a whole number from 1 to 1048576"),
    Spoilt(
      file: "h800/deepgemm-dense.csv", old: "initial,dense,1,64,2112",
      new: "final,dense,1,64,2112", code: .unknownChoice,
      detail: "generation is final; expected one of initial, 2025-03"),
    Spoilt(
      file: "h800/deepgemm-dense.csv", old: ",206,", new: ",,", code: .missingKey,
      detail: "deepgemm-dense.csv:2: teraflopsPerSecond is missing; expected a number above 0"),
    Spoilt(
      file: "h800/trace-memory.csv", old: "RMSNorm,", new: "RMSNorm,,", code: .wrongType,
      detail: "trace-memory.csv:2: the row has 8 cells; expected 7: kernel,phase,access"),
    Spoilt(
      file: "h800/trace-memory.csv", old: "kernel,phase", new: "kernel,kernel",
      code: .duplicateKey, detail: "trace-memory.csv:1: a column stands there twice"),
    Spoilt(
      file: "h800.yaml", old: "../models/deepseek-v3.json", new: "../models/no.json",
      code: .missingFile,
      detail:
        "pair.model is ../models/no.json; expected the path of a Hugging Face config.json, and "
        + "there is no file"),
    Spoilt(
      file: "h800.yaml", old: "\npair:", new: "\n# pair:\nlonely:", code: .unknownKey,
      detail: "lonely is not a key"),
    Spoilt(
      file: "h800.yaml", old: "  speedSpread: 0.015\n", new: "", code: .missingKey,
      detail: "pair.speedSpread is missing; expected a relative standard deviation from 0 to 0.2"),
    Spoilt(
      file: "h800.yaml", old: "speedSpread: 0.015", new: "speedSpread: -0.015", code: .outOfRange,
      detail: "pair.speedSpread is -0.015; expected a relative standard deviation from 0 to 0.2"),
    Spoilt(
      file: "h800.yaml", old: "expert: 64", new: "expert: 48", code: .inconsistent,
      detail: "256"),
    Spoilt(
      file: "h800.yaml", old: "communicationSMs: 20", new: "communicationSMs: 132",
      code: .outOfRange,
      detail: "pair.communicationSMs is 132; expected a whole number from 0 to 131"),
    Spoilt(
      file: "h800/trace-periods.csv", old: "31820", new: "-31820", code: .outOfRange,
      detail: "trace-periods.csv:2: microseconds is -31820; expected a number above 0"),
    Spoilt(
      file: "h800/trace-attention.csv", old: "backward,", new: "forward,", code: .inconsistent,
      detail: "no attention core of pass backward; at least 1 row is accepted"),
  ]

  @Test("a spoilt table is refused with file, line, key and value", arguments: spoilt)
  func refused(_ spoilt: Spoilt) throws {
    try withCopy { folder in
      let path = "\(folder)/\(spoilt.file)"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      try #require(text.contains(spoilt.old))
      try Data(text.replacing(spoilt.old, with: spoilt.new, maxReplacements: 1).utf8)
        .write(to: URL(filePath: path))
      do {
        _ = try CalibrationFile.read(path: "\(folder)/h800.yaml")
        Issue.record("\(spoilt.new) was read")
      } catch let error as ConfigurationError {
        #expect(error.code == spoilt.code)
        #expect(error.detail.contains(spoilt.detail), "\(error.detail)")
      }
    }
  }

  @Test("layer periods without the pair that they are of are refused")
  func periodsAlone() throws {
    try withCopy { folder in
      let path = "\(folder)/h800.yaml"
      let lines = try String(contentsOfFile: path, encoding: .utf8)
        .split(separator: "\n", omittingEmptySubsequences: false)
      let first = try #require(lines.firstIndex(of: "pair:"))
      let last = try #require(lines.firstIndex(of: "tables:"))
      let text = (lines[..<first] + lines[last...]).joined(separator: "\n")
      try Data(text.utf8).write(to: URL(filePath: path))
      do {
        _ = try CalibrationFile.read(path: path)
        Issue.record("periods without a pair were read")
      } catch let error as ConfigurationError {
        #expect(error.code == .missingKey)
        #expect(error.detail.contains("pair is missing; expected a mapping with the keys model"))
      }
    }
  }

  @Test("every row names its source")
  func sources() throws {
    let residuals = try Shipped.calibration().residuals
    #expect(residuals.count > 80)
    #expect(residuals.allSatisfy { $0.source.hasPrefix("deepseek-ai/") })
  }
}
