import FoundationEssentials
import TestSupport

typealias Outcome = ProcessLaunch.Outcome

/// Runs `duplex` as a person does, from the root of the repository.
///
/// - Parameters:
///   - arguments: Without the program's name.
///   - processes: Under `mpirun`, which itself is told to keep quiet; without it when nil.
///   - seconds: Wall-clock limit.
/// - Returns: How it ended.
/// - Throws: `LaunchError` where it hangs or is not built.
func duplex(
  _ arguments: String..., processes: Int? = nil, seconds: Int = ProcessLaunch.defaultLimit
) async throws -> Outcome {
  try await duplex(arguments, processes: processes, seconds: seconds)
}

/// The same for arguments in a list.
func duplex(
  _ arguments: [String], processes: Int? = nil, seconds: Int = ProcessLaunch.defaultLimit
) async throws -> Outcome {
  guard let processes else {
    return try await ProcessLaunch.run(
      "duplex", arguments, in: Repository.root, seconds: seconds)
  }
  return try await ProcessLaunch.mpirun(
    ranks: processes, "duplex", arguments, environment: ["OMPI_MCA_orte_execute_quiet": "1"],
    in: Repository.root, seconds: seconds)
}

/// Runs a line of bash in which `$duplex` is the program.
func shell(_ line: String) async throws -> Outcome {
  try await ProcessLaunch.run(
    path: "/bin/bash", ["-o", "pipefail", "-c", line],
    environment: ["duplex": BuildFolder.executable("duplex")], in: Repository.root)
}

/// A file beside these tests, as seen from the root of the repository.
func fixture(_ name: String) -> String { "Tests/CommandLineTests/Fixtures/\(name)" }

let referenceScenario = "configs/scenarios/deepseek-v3.yaml"

/// Every schedule that needs no file.
let scheduleNames = [
  "gpipe", "1f1b", "interleaved-1f1b", "zb-h1", "zb-h2", "zb-v", "1f1b-overlap",
  "interleaved-1f1b-overlap", "dualpipe", "dualpipev",
]

/// Hands a folder to a test and takes it away after it.
func withTemporaryFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "duplex-\(UUID())").path
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}

/// The text of a file, given relative to the root of the repository or absolutely.
func text(_ path: String) throws -> String {
  try String(
    contentsOfFile: path.hasPrefix("/") ? path : Repository.path(path), encoding: .utf8)
}
