import CostModels
import FoundationEssentials
import Quantities
import RunConfigurations
import Testing

@Suite("Calibration files")
struct CalibrationFileTests {
  /// Hands a copy of `configs/calibration` that lies alone in a folder to a test.
  private func withCopy<Result>(_ body: (String) throws -> Result) throws -> Result {
    let files = FileManager.default
    let folder = files.temporaryDirectory.appending(path: "duplex-\(UUID())").path
    try files.copyItem(atPath: "\(Shipped.folder)/configs/calibration", toPath: folder)
    defer { try? files.removeItem(atPath: folder) }
    return try body(folder)
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

  @Test("every row names its source")
  func sources() throws {
    let residuals = try Shipped.calibration().residuals
    #expect(residuals.count > 80)
    #expect(residuals.allSatisfy { $0.source.hasPrefix("deepseek-ai/") })
  }
}
