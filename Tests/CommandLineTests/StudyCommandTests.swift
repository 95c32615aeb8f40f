import TestSupport
import Testing

@Suite("duplex train --study", .serialized, .timeLimit(.minutes(2)))
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
}
