import TestSupport
import Testing

@Suite("set-up of a machine", .timeLimit(.minutes(1)))
struct SetUpTests {
  static let debian = "NAME=\"Debian GNU/Linux\"\nID=debian\n"
  static let ubuntu = "ID=ubuntu\nID_LIKE=debian\n"
  static let fedora = "NAME=\"Fedora Linux\"\nID=fedora\n"
  static let swift = "echo 'Swift version 6.3.1 (swift-6.3.1-RELEASE)'"
  static let packages =
    "pkg-config libopenmpi-dev openmpi-bin libopenblas-dev libjs-chart.js"

  @Test("another system is told the packages, and 69")
  func otherSystem() async throws {
    let machine = try FakeMachine(release: Self.fedora, programs: ["swift": Self.swift])
    let outcome = try await machine.run("set_up")
    #expect(outcome.exitCode == 69)
    #expect(
      outcome.standardError == """
        Missing here, by their names on Debian and Ubuntu: \(Self.packages)
        Install what your system calls them, with development files, and try again.

        """)
  }

  @Test(
    "root on Debian and Ubuntu installs what is missing, and says so", arguments: [debian, ubuntu])
  func install(release: String) async throws {
    let machine = try FakeMachine(
      release: release,
      programs: [
        "swift": Self.swift, "mpirun": "", "id": "echo 0", "apt-get": "echo \"apt-get $*\"",
        // It knows OpenBLAS and no Open MPI.
        "pkg-config": "[[ $2 == openblas ]]",
      ])
    let outcome = try await machine.run("set_up")
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.standardError == """
        Installing with apt-get: libopenmpi-dev libjs-chart.js
        apt-get update -qq
        apt-get install -y -qq --no-install-recommends libopenmpi-dev libjs-chart.js

        """)
    #expect(outcome.standardOutput.isEmpty)
  }

  @Test("who is not root installs through sudo")
  func sudo() async throws {
    let machine = try FakeMachine(
      release: Self.debian,
      programs: ["id": "echo 1000", "sudo": "echo \"sudo $*\"", "apt-get": ""])
    let outcome = try await machine.run("install_missing")
    #expect(outcome.exitCode == 0)
    #expect(
      outcome.standardError.contains("sudo env DEBIAN_FRONTEND=noninteractive apt-get install"))
  }

  @Test("without root and sudo the command to run is named, with 69")
  func noSudo() async throws {
    let machine = try FakeMachine(
      release: Self.debian, programs: ["id": "echo 1000", "apt-get": "exit 1"])
    let outcome = try await machine.run("install_missing")
    #expect(outcome.exitCode == 69)
    #expect(outcome.standardError.contains("As root, run: apt-get update -qq"))
  }

  @Test("a missing toolchain is told where to get one, with 69")
  func noSwift() async throws {
    let outcome = try await FakeMachine(release: Self.debian, programs: [:]).run("set_up")
    #expect(outcome.exitCode == 69)
    #expect(
      outcome.standardError
        == "No swift in PATH. Duplex needs Swift 6.3 or later: https://www.swift.org/install\n")
  }

  @Test(
    "a toolchain before 6.3 is refused with its version, one from 6.3 on is taken",
    arguments: [("5.10", 69), ("6.2", 69), ("6.3", 0), ("6.10", 0), ("7.0", 0)] as [(String, Int32)]
  )
  func versions(version: String, exitCode: Int32) async throws {
    let machine = try FakeMachine(
      release: Self.debian, programs: ["swift": "echo 'Swift version \(version) (a release)'"])
    let outcome = try await machine.run("require_swift")
    #expect(outcome.exitCode == exitCode)
    #expect(outcome.standardError.isEmpty == (exitCode == 0))
    #expect(outcome.standardError.contains("Swift \(version) is too old") == (exitCode != 0))
  }

  @Test(
    "processes are as many as cores, four at most", arguments: [(1, 1), (3, 3), (4, 4), (64, 4)])
  func processes(cores: Int, expected: Int) async throws {
    let machine = try FakeMachine(release: Self.debian, programs: [:])
    let outcome = try await machine.run("getconf() { echo \(cores); }; default_processes")
    #expect(outcome.standardOutput == "\(expected)\n")
  }
}
