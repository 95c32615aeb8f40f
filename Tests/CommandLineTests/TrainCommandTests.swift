import FoundationEssentials
import TestSupport
import Testing

let tinyTraining = fixture("train.yaml")

@Suite("duplex train", .serialized, .timeLimit(.minutes(3)))
struct TrainCommandTests {
  /// Columns that do not depend on how fast the machine is.
  private static let columns = 11

  /// Rows of a run's metrics, without the columns of time.
  static func metrics(_ folder: String) throws -> [[Double]] {
    try text("\(folder)/metrics.csv").split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",").prefix(columns).compactMap { Double($0) }
    }
  }

  /// The files of a checkpoint, as they are on the disk.
  static func shards(_ folder: String, step: Int, ranks: Int) throws -> [Data] {
    let name = String(repeating: "0", count: 8 - "\(step)".count) + "\(step)"
    return try (0..<ranks).map { rank in
      try Data(
        contentsOf: URL(filePath: "\(folder)/checkpoints/step-\(name)/shard-000\(rank).bin"))
    }
  }

  private func train(
    _ folder: String, _ arguments: String..., processes: Int? = nil
  ) async throws -> Outcome {
    try await duplex(
      ["train", tinyTraining, "--output", folder] + arguments, processes: processes)
  }

  @Test("every grid and schedule has the losses of one process, to the rounding of FP32")
  func grids() async throws {
    try await withTemporaryFolder { folder in
      let alone = try await train("\(folder)/alone")
      #expect(alone.exitCode == 0, "\(alone.standardError)")
      let expected = try Self.metrics("\(folder)/alone")
      #expect(expected.count == 6)
      for (name, processes, arguments) in [
        ("data", 2, ["--pipeline", "1"]), ("pipeline", 2, ["--pipeline", "2"]),
        ("both", 4, ["--pipeline", "2", "--schedule", "zb-h1"]),
        ("dualpipe", 2, ["--pipeline", "2", "--schedule", "dualpipe"]),
      ] {
        let outcome = try await duplex(
          ["train", tinyTraining, "--output", "\(folder)/\(name)"] + arguments,
          processes: processes)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        let found = try Self.metrics("\(folder)/\(name)")
        try #require(found.count == expected.count)
        for (row, reference) in zip(found, expected) {
          #expect(row[...2] == reference[...2], "step, sequences, tokens")
          for column in 3..<8 {
            #expect(
              abs(row[column] - reference[column]) <= 1e-4 * max(abs(reference[column]), 1e-3),
              "\(name), step \(row[0]), column \(column)")
          }
        }
      }
    }
  }

  @Test("the same grid twice gives the same bits, and so does a run that stopped half-way")
  func bits() async throws {
    try await withTemporaryFolder { folder in
      for name in ["first", "second"] {
        #expect(
          try await train("\(folder)/\(name)", "--pipeline", "2", processes: 4).exitCode == 0)
      }
      let stopped = try await train(
        "\(folder)/parts", "--pipeline", "2", "--steps", "3", processes: 4)
      #expect(stopped.exitCode == 0)
      let resumed = try await train(
        "\(folder)/parts", "--pipeline", "2", "--resume", processes: 4)
      #expect(resumed.standardError.contains("notice: going on after step 3 of 6, from \(folder)"))
      // The steps before come from metrics.csv; of their loads nothing is kept.
      let report = try text("\(folder)/parts/report.html")
      #expect(report.contains(" in 6\u{A0}steps; "))
      #expect(report.contains("from step 4 on, where the run went on from a checkpoint"))
      let expected = try Self.metrics("\(folder)/first")
      let weights = try Self.shards("\(folder)/first", step: 6, ranks: 4)
      for name in ["second", "parts"] {
        #expect(try Self.metrics("\(folder)/\(name)") == expected)
        #expect(try Self.shards("\(folder)/\(name)", step: 6, ranks: 4) == weights)
      }
    }
  }

  @Test("a run goes on from the checkpoint of another grid and schedule")
  func otherGrid() async throws {
    try await withTemporaryFolder { folder in
      #expect(try await train("\(folder)/run", "--steps", "3").exitCode == 0)
      let resumed = try await train(
        "\(folder)/run", "--pipeline", "2", "--schedule", "zb-h1", processes: 4)
      #expect(resumed.exitCode == 0, "\(resumed.standardError)")
      #expect(try await train("\(folder)/alone").exitCode == 0)
      let (found, expected) = try (
        Self.metrics("\(folder)/run"), Self.metrics("\(folder)/alone")
      )
      #expect(found.map { $0[0] } == [1, 2, 3, 4, 5, 6])
      for (row, reference) in zip(found, expected) {
        #expect(abs(row[4] - reference[4]) <= 1e-4 * reference[4])
      }
    }
  }

  @Test("what cannot be trained is answered with the reason and 65")
  func refusals() async throws {
    try await withTemporaryFolder { folder in
      #expect(try await train("\(folder)/run", "--steps", "3").exitCode == 0)
      for (arguments, processes, words) in [
        (
          ["--pipeline", "2"], nil,
          ["--pipeline is 2 on 1 process; start a multiple of 2 processes"]
        ),
        (["--fresh"], nil, ["\(folder)/run/checkpoints holds checkpoints", "another --output"]),
        (["--seed", "3"], nil, ["seed is \"7\", expected \"3\""]),
        (["--precision", "bf16"], nil, ["precision is \"fp32\", expected \"bf16\""]),
        (["--schedule", "dualpip"], nil, ["did you mean dualpipe?"]),
        (["--pipeline", "1", "--schedule", "dualpipe"], nil, ["1 ranks", "needs both even"]),
        (["--steps", "0"], nil, ["--steps is 0; expected a whole number from 1"]),
        (
          ["--pipeline", "1"], 3,
          ["16 sequences on 3 data ranks in microbatches of 2", "nearest batches are 12 and 18"]
        ),
        (["--pipeline", "7"], 7, ["7 stages for 3 layers", "at most 5 stages"]),
      ] as [([String], Int?, [String])] {
        let outcome = try await duplex(
          ["train", tinyTraining, "--output", "\(folder)/run"] + arguments, processes: processes)
        #expect(outcome.exitCode == 65, "\(arguments): \(outcome.standardError)")
        for word in words {
          #expect(outcome.standardError.contains(word), "\(outcome.standardError)")
        }
      }
      let empty = try await train("\(folder)/empty", "--resume")
      #expect(empty.exitCode == 65)
      #expect(empty.standardError.contains("holds no good checkpoint to go on from"))
    }
  }

  @Test("a wrong command line is answered with the usage and 64")
  func usage() async throws {
    for arguments in [
      ["train"], ["train", tinyTraining, "--resume", "--fresh"],
      ["train", tinyTraining, "--precision", "fp16"],
      ["train", tinyTraining, "--repetitions", "2"],
      ["train", tinyTraining, "--compute", "timed"],
      ["train", tinyTraining, "--schedule", "all"],
    ] {
      #expect(try await duplex(arguments).exitCode == 64, "\(arguments)")
    }
  }

  @Test("--json prints one document, and --profile what simulate --measured reads")
  func documents() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await train(
        "\(folder)/run", "--pipeline", "2", "--json", "--profile", "\(folder)/profile.csv",
        processes: 2)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      let document = try JSONValue(outcome.standardOutput)
      #expect(
        document.violations(of: [
          "format": "number", "model": "string", "parameters": "number", "firstLoss": "number",
          "lastLoss": "number", "heldOutLoss": "number", "maxVio": "number", "meanMaxVio": "number",
          "steps": "number",
          "savedStep": "number", "time": "object",
        ]) == [])
      #expect(document["parameters"]?.number == 22_656)
      #expect(document["steps"]?.number == 6)
      let predicted = try await duplex(
        "simulate", "--measured", "\(folder)/profile.csv", "--json")
      #expect(predicted.exitCode == 0, "\(predicted.standardError)")
      #expect(try text("\(folder)/run/report.html").contains("Load of experts"))
    }
  }

  @Test("a run that ends inside its batch ramp leaves a profile of the steps that it trained")
  func profileOfRamp() async throws {
    try await withTemporaryFolder { folder in
      let profile = "\(folder)/profile.csv"
      // The first step has half of the batch that the held-out one is.
      let outcome = try await train("\(folder)/run", "--steps", "1", "--profile", profile)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      let found = try text(profile)
      #expect(found.contains("\nmicrobatches,4\n"), "\(found)")
    }
  }

  @Test("a profile of no steps is not written, and the run says so")
  func profileOfNothing() async throws {
    try await withTemporaryFolder { folder in
      #expect(try await train("\(folder)/run").exitCode == 0)
      let profile = "\(folder)/profile.csv"
      let outcome = try await train("\(folder)/run", "--profile", profile)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      #expect(
        outcome.standardError.contains(
          "notice: no step was measured; --profile \(profile) was not written"),
        "\(outcome.standardError)")
      #expect(!FileManager.default.fileExists(atPath: profile))
      let refused = try await train("\(folder)/run", "--profile", "\(folder)/no/profile.csv")
      #expect(refused.exitCode == 65)
    }
  }

  @Test("a step's row is there before its checkpoint is")
  func rowBeforeCheckpoint() async throws {
    try await withTemporaryFolder { folder in
      // A checkpoint cannot be written: its folder became a file.
      let outcome = try await shell(
        """
        $duplex train \(tinyTraining) --output \(folder) --steps 1000000 & job=$!
        until [ "$(wc -l < \(folder)/metrics.csv 2>/dev/null || echo 0)" -ge 3 ]
        do sleep 0.01; done
        mv \(folder)/checkpoints \(folder)/away; touch \(folder)/checkpoints; wait $job
        """)
      #expect(outcome.exitCode == 70, "\(outcome.standardError)")
      // The file saves every third step, so the last row is that of such a step.
      let steps = try Self.metrics(folder).count
      #expect(steps > 0 && steps.isMultiple(of: 3), "\(steps) rows")
    }
  }

  @Test("a signal ends the run after its step with a checkpoint, from which it goes on bit for bit")
  func signals() async throws {
    try await withTemporaryFolder { folder in
      for (name, signal) in [("usr1", "USR1"), ("term", "TERM")] {
        let outcome = try await shell(
          """
          run="$duplex train \(tinyTraining) --pipeline 1 --output \(folder)/\(name)"
          $run --steps 1000000 & job=$!
          until [ "$(wc -l < \(folder)/\(name)/metrics.csv 2>/dev/null || echo 0)" -ge 3 ]
          do sleep 0.05; done
          kill -\(signal) $job; wait $job
          """)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(outcome.standardError.contains("; the same command goes on from \(folder)"))
        let done = try Self.metrics("\(folder)/\(name)")
        let steps = done.count + 2
        for run in [name, "straight-\(name)"] {
          let run = try await train("\(folder)/\(run)", "--steps", "\(steps)")
          #expect(run.exitCode == 0, "\(run.standardError)")
        }
        let found = try Self.metrics("\(folder)/\(name)")
        #expect(found == (try Self.metrics("\(folder)/straight-\(name)")))
      }
    }
  }

  @Test("mpirun passes SIGUSR1 on, and all ranks end together with 0")
  func signalOfRanks() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await shell(
        """
        mpirun -n 2 $duplex train \(tinyTraining) --pipeline 2 --steps 1000000 \
          --output \(folder) & job=$!
        until [ "$(wc -l < \(folder)/metrics.csv 2>/dev/null || echo 0)" -ge 3 ]
        do sleep 0.05; done
        kill -USR1 $job; wait $job
        """)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      #expect(outcome.standardError.contains("notice: stopped after step "))
      #expect(outcome.standardOutput.contains("checkpoint  step "))
    }
  }

  @Test("a run whose rank is killed loses what came behind its last checkpoint, and no more")
  func killed() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await shell(
        """
        mpirun -n 2 $duplex train \(tinyTraining) --pipeline 2 --steps 1000000 \
          --output \(folder)/run & job=$!
        until [ "$(wc -l < \(folder)/run/metrics.csv 2>/dev/null || echo 0)" -ge 6 ]
        do sleep 0.05; done
        kill -9 $(pgrep -P $job | head -n 1); wait $job
        """)
      #expect(outcome.exitCode == 137, "\(outcome.standardError)")
      let done = try Self.metrics("\(folder)/run").count
      let steps = "\(done + 1)"
      let resumed = try await train(
        "\(folder)/run", "--pipeline", "2", "--steps", steps, processes: 2)
      #expect(resumed.exitCode == 0, "\(resumed.standardError)")
      // The file saves every third step.
      let last = done / 3 * 3
      #expect(
        resumed.standardError.contains("going on after step \(last) of \(steps)")
          || resumed.standardError.contains("going on after step \(last - 3) of \(steps)"),
        "\(done) steps; \(resumed.standardError)")
      let straight = try await train(
        "\(folder)/straight", "--pipeline", "2", "--steps", steps, processes: 2)
      #expect(straight.exitCode == 0)
      let found = try Self.metrics("\(folder)/run")
      #expect(found == (try Self.metrics("\(folder)/straight")))
    }
  }
}
