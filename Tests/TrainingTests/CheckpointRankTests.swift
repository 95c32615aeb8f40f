import FoundationEssentials
import Glibc
import TestSupport
import Testing

/// Scenarios of `rank-selftest`; each checks every element against what every rank can compute.
@Suite("checkpoints on ranks under mpirun", .serialized, .timeLimit(.minutes(4)))
struct CheckpointRankTests {
  private let folder: CheckpointFolder
  private var environment: [String: String] { ["DUPLEX_CHECKPOINTS": folder.path] }

  init() throws { folder = try CheckpointFolder() }

  @Test("what some ranks saved, others read", arguments: [(1, 4), (4, 1), (3, 2)])
  func reshards(writers: Int, readers: Int) async throws {
    try await succeeds("checkpoint-saves", ranks: writers, says: "")
    try await succeeds("checkpoint-resumes", ranks: readers, says: "resumed 4\n")
  }

  @Test("a rank that cannot open a file fails all of them with its name", arguments: [2, 3])
  func needsFiles(ranks: Int) async throws {
    try await succeeds("checkpoint-needs-files", ranks: ranks, says: "")
  }

  @Test("a file that cannot grow fails all ranks with its name, and is cleared away")
  func needsSpace() async throws {
    // 8 MiB a file; without the trap a signal would end the rank, which is as safe and says less.
    let program = try BuildFolder.executable("rank-selftest")
    let script = "trap '' XFSZ; ulimit -f 8192; exec '\(program)' checkpoint-needs-space"
    let outcome = try await ProcessLaunch.run(
      path: "/usr/bin/env", ["mpirun", "--timeout", "40", "-n", "2", "bash", "-c", script],
      environment: environment)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
  }

  @Test(
    "ranks that disagree, and a folder that is a file, fail all ranks alike", arguments: [2, 4])
  func fails(ranks: Int) async throws {
    try await succeeds("checkpoint-disagrees", ranks: ranks, says: "")
    try await succeeds("checkpoint-in-file", ranks: ranks, says: "")
  }

  @Test(
    "any number of ranks refuses the same file of a damaged checkpoint and uses the one before",
    arguments: 1...4)
  func stepsBack(readers: Int) async throws {
    try await succeeds("checkpoint-saves", ranks: 2, says: "")
    let name = "step-00000004/shard-0001.bin"
    var bytes = try folder.file(name)
    bytes[bytes.count / 2] ^= 16
    try folder.write(bytes, to: name)
    let outcome = try await ProcessLaunch.mpirun(
      ranks: readers, "rank-selftest", ["checkpoint-steps-back"], environment: environment)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    let lines = outcome.standardOutput.split(separator: "\n")
    try #require(lines.count == 3, "\(lines)")
    #expect(lines[0] == "resumed 3")
    #expect(lines[1].hasPrefix("refused \(folder.path)/\(name) has the checksum "), "\(lines[1])")
  }

  @Test(
    "a rank that cannot read what others read ends the run on all of them", arguments: [2, 3],
    ["restart-without-shard", "restart-in-file"])
  func restartsTogether(ranks: Int, scenario: String) async throws {
    try await succeeds(scenario, ranks: ranks, says: "")
  }

  @Test("ranks that see different texts name both", arguments: [2, 3])
  func textsDiffer(ranks: Int) async throws {
    try await succeeds("texts-differ", ranks: ranks, says: "")
  }

  @Test("a run that is killed 20 times at random moments loses at most what it had not reported")
  func killed() async throws {
    var random = SplitMix(seed: 20)
    var reported = 0
    for _ in 0..<20 {
      let delay = Int.random(in: 0...120_000, using: &random)
      let said = try await runAndKill(afterMicroseconds: delay)
      let resumed = try #require(Self.steps(said, "resumed").first)
      #expect((reported...reported + 1).contains(resumed), "\(resumed) after \(reported)")
      let saved = Self.steps(said, "saved")
      let expected = saved.indices.map { resumed + 1 + $0 }
      #expect(saved == expected)
      reported = saved.last ?? resumed
    }
    #expect(reported > 0)
    let last = try await ProcessLaunch.mpirun(
      ranks: 2, "rank-selftest", ["checkpoint-resumes"], environment: environment)
    #expect(last.exitCode == 0, "\(last.standardError)")
    let resumed = try #require(Self.steps(last.standardOutput, "resumed").first)
    #expect((reported...reported + 1).contains(resumed), "\(resumed) after \(reported)")
  }

  /// Starts two ranks that save until both are killed.
  ///
  /// - Returns: What they said before.
  private func runAndKill(afterMicroseconds delay: Int) async throws -> String {
    // What is left of a run needs no second to end in peace: it is dead.
    let environment = environment.merging(["OMPI_MCA_odls_base_sigkill_timeout": "0"]) { $1 }
    let list = "\(folder.path)/ranks"
    try? FileManager.default.removeItem(atPath: list)
    async let run = ProcessLaunch.mpirun(
      ranks: 2, "rank-selftest", ["checkpoint-grows"], environment: environment)
    var ranks: [Int32] = []
    var polls = 0
    while ranks.isEmpty, polls < 30_000 {
      polls += 1
      try await Task.sleep(for: .milliseconds(1))
      let text = try? String(contentsOfFile: list, encoding: .utf8)
      ranks = (text ?? "").split(separator: " ").compactMap { Int32($0) }
    }
    try await Task.sleep(for: .microseconds(delay))
    for rank in ranks { _ = kill(rank, SIGKILL) }
    let outcome = try await run
    #expect(outcome.exitCode == 137, "\(outcome.standardError)")
    return outcome.standardOutput
  }

  /// The numbers of the lines that begin with a word.
  private static func steps(_ text: String, _ word: String) -> [Int] {
    text.split(separator: "\n").filter { $0.hasPrefix("\(word) ") }
      .compactMap { Int($0.dropFirst(word.count + 1)) }
  }

  private func succeeds(_ scenario: String, ranks: Int, says: String) async throws {
    let outcome = try await ProcessLaunch.mpirun(
      ranks: ranks, "rank-selftest", [scenario], environment: environment)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardOutput == "\(says)\(scenario): \(ranks)\n")
  }
}
