import FoundationEssentials
import TestSupport
import Testing

@Suite("duplex train --study", .serialized, .timeLimit(.minutes(3)))
struct StudyCommandTests {
  @Test("a signal ends a study after the step, and what was done before is shown")
  func signal() async throws {
    try await withTemporaryFolder { folder in
      for (signal, steps, table) in [("TERM", 1_000_000, false), ("USR1", 60, true)] {
        // The second run has begun where there is a table to be shown.
        let runs = table ? 2 : 1
        let outcome = try await shell(
          """
          $duplex train \(tinyTraining) --study balancing --steps \(steps) \
            --output \(folder)/\(signal) 2> \(folder)/log & job=$!
          until [ "$(grep -c '^notice: training: ' \(folder)/log)" -ge \(runs) ]
          do sleep 0.01; done
          kill -\(signal) $job; wait $job; code=$?; cat \(folder)/log >&2; exit $code
          """)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(
          outcome.standardError.contains(
            table
              ? "notice: stopped with 1 of 3 runs done; they are what is shown"
              : "notice: stopped with 0 of 3 runs done; nothing is left"),
          "\(outcome.standardError)")
        #expect(outcome.standardOutput.contains("Training with and without balancing") == table)
        #expect(!outcome.standardOutput.contains("auxiliary loss"))
      }
    }
  }

  @Test("a signal to mpirun ends a study on ranks with 0, and schedules that are timed")
  func ranks() async throws {
    for arguments in [
      "\(tinyTraining) --pipeline 2 --study precision --steps 1000000",
      "--compute timed --schedule all --repetitions 1000",
    ] {
      try await withTemporaryFolder { folder in
        let outcome = try await shell(
          """
          mpirun -n 2 $duplex train \(arguments) --output \(folder) & job=$!
          sleep 3; kill -USR1 $job; wait $job
          """)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        #expect(outcome.standardError.contains("notice: stopped "), "\(outcome.standardError)")
      }
    }
  }

  @Test("a run whose gradients overflow ends, is named with its step, and the others are trained")
  func divergence() async throws {
    try await withTemporaryFolder { folder in
      // Weights of this size leave what is balanced by an auxiliary loss no finite gradient.
      let model = try text(fixture("tiny.json"))
        .replacing("\"initializer_range\": 0.1", with: "\"initializer_range\": 1e8")
      try model.write(toFile: "\(folder)/tiny.json", atomically: true, encoding: .utf8)
      try text(tinyTraining)
        .write(toFile: "\(folder)/train.yaml", atomically: true, encoding: .utf8)
      let outcome = try await duplex(
        "train", "\(folder)/train.yaml", "--steps", "3", "--study", "balancing", "--json",
        "--output", "\(folder)/study", processes: 2)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      #expect(
        outcome.standardError.contains("notice: auxiliary loss 0.001 diverged: gradients of "))
      let document = try JSONValue(outcome.standardOutput)
      #expect(document["dataRanks"] == .number(2) && document["precision"] == .string("fp32"))
      let runs = try #require(document["runs"]?.elements)
      #expect(
        runs.map { $0["name"] }
          == ["no balancing", "auxiliary loss 0.001", "bias 0.001"].map {
            .string($0)
          })
      #expect(runs.map { $0["steps"] } == [3, 1, 3].map { .number($0) })
      #expect(runs[1]["divergedStep"] == .number(2))
      #expect(
        try text("\(folder)/study/report.html").contains("auxiliary loss 0.001 diverged at step 2"))
    }
  }

  @Test("a run of one process that diverges in a product ends alone, and its study goes on")
  func divergenceInside() async throws {
    try await withTemporaryFolder { folder in
      let model = try text(fixture("tiny.json"))
        .replacing("\"initializer_range\": 0.1", with: "\"initializer_range\": 1e4")
      try model.write(toFile: "\(folder)/tiny.json", atomically: true, encoding: .utf8)
      try text(tinyTraining)
        .write(toFile: "\(folder)/train.yaml", atomically: true, encoding: .utf8)
      let outcome = try await duplex(
        "train", "\(folder)/train.yaml", "--steps", "3", "--study", "precision", "--json",
        "--output", "\(folder)/study")
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      #expect(outcome.standardError.contains("notice: fp8-delayed diverged: "))
      #expect(try JSONValue(outcome.standardOutput)["runs"]?.elements.count == 4)
    }
  }
}
