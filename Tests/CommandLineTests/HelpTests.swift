import TestSupport
import Testing

@Suite("duplex help", .timeLimit(.minutes(1)))
struct HelpTests {
  static let commands = [
    "compare", "simulate", "cost", "schedule", "model", "calibrate", "route", "gemm", "train",
    "generate",
  ]

  @Test("without arguments the commands are listed, and that is no error")
  func nothing() async throws {
    let outcome = try await duplex()
    #expect(outcome.exitCode == 0)
    #expect(outcome.standardError.isEmpty)
    for command in Self.commands {
      #expect(outcome.standardOutput.contains("\n  \(command) "), "\(command)")
    }
    #expect(outcome.standardOutput.contains("Exit codes: 0 done, 64 usage, 65 bad input"))
  }

  @Test("a command's help has an example that begins with its name", arguments: commands)
  func examples(command: String) async throws {
    let long = try await duplex("help", command)
    #expect(long.exitCode == 0)
    #expect(long.standardOutput.contains("Examples:\n  duplex \(command) "))
    #expect(long.standardOutput.contains("--output <folder>"))
    #expect(long.standardOutput.contains("--json "))
    #expect(try await duplex(command, "--help") == long)
  }

  @Test("an example breaks its lines where a shell goes on reading", arguments: commands)
  func lines(command: String) async throws {
    let text = try await duplex("help", command).standardOutput
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let first = try #require(lines.firstIndex(of: "Examples:"))
    var goesOn = false
    for line in lines[(first + 1)...].prefix(while: { !$0.isEmpty }) {
      #expect(line.hasPrefix(goesOn ? "    " : "  "), "\(line)")
      #expect(goesOn || line.contains("duplex ") || line.contains("launch/run "), "\(line)")
      goesOn = line.hasSuffix("\\")
    }
  }

  @Test("the version stands alone on its line")
  func version() async throws {
    let outcome = try await duplex("--version")
    #expect(outcome.exitCode == 0)
    #expect(outcome.standardOutput.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+\n/) != nil)
  }

  @Test("the completion scripts name the commands and the schedules", arguments: ["bash", "zsh"])
  func completion(language: String) async throws {
    let script = try await duplex("--generate-completion-script", language)
    #expect(script.exitCode == 0)
    for name in Self.commands + ["interleaved-1f1b-overlap", "--schedules"] {
      #expect(script.standardOutput.contains(name), "\(name)")
    }
  }

  @Test("the completion script is bash that defines a completion of duplex")
  func completionWorks() async throws {
    let outcome = try await shell(
      #"source <("$duplex" --generate-completion-script bash) && complete -p duplex"#)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput.hasSuffix(" duplex\n"))
  }

  @Test(
    "help, version and completion come once from several processes",
    arguments: [["help", "compare"], ["--version"], ["--generate-completion-script", "bash"], []])
  func once(arguments: [String]) async throws {
    #expect(try await duplex(arguments, processes: 2) == duplex(arguments))
  }
}
