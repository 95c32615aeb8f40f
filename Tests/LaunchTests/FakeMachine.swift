import FoundationEssentials
import TestSupport

/// A machine that has only the programs named here, in a folder that goes away with the value.
///
/// Each program writes its name and arguments to standard output, or does what the test says.
final class FakeMachine {
  private let folder: URL

  /// - Parameters:
  ///   - release: The text of `/etc/os-release`.
  ///   - programs: Names, and lines of shell.
  /// - Throws: When the folder cannot be written.
  init(release: String, programs: [String: String]) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(
      at: folder.appending(path: "bin"), withIntermediateDirectories: true)
    try Data(release.utf8).write(to: folder.appending(path: "os-release"))
    for (name, lines) in programs {
      let program = folder.appending(path: "bin/\(name)")
      try Data("#!/bin/bash\n\(lines)\n".utf8).write(to: program)
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program.path)
    }
    // What the scripts take for granted on every machine.
    for tool in ["cat", "dirname", "env", "getconf", "grep", "head"] {
      try FileManager.default.createSymbolicLink(
        at: folder.appending(path: "bin/\(tool)"),
        withDestinationURL: URL(filePath: "/usr/bin/\(tool)"))
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// Runs functions of `launch/lib.sh` there.
  func run(_ functions: String) async throws -> ProcessLaunch.Outcome {
    try await ProcessLaunch.run(
      path: "/bin/bash",
      ["-c", "set -euo pipefail; source '\(Repository.path("launch/lib.sh"))'; \(functions)"],
      environment: [
        "PATH": folder.appending(path: "bin").path,
        "OS_RELEASE": folder.appending(path: "os-release").path,
        "JAVASCRIPT_FOLDER": folder.path,
      ])
  }
}
