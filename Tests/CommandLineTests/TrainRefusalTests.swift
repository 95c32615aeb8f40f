import FoundationEssentials
import TestSupport
import Testing

@Suite("refusals of duplex train", .serialized, .timeLimit(.minutes(3)))
struct TrainRefusalTests {
  /// The lines of a training file, of which a test replaces some.
  private static let lines = [
    "model": "\(Repository.path("configs/models/mini-64.json"))",
    "data": "{source: synthetic}", "parallelism": "{pipeline: 2}", "schedule": "dualpipe",
    "chunks": "2", "batch": "{sequences: 32, sequenceLength: 64, microbatch: 4}",
    "optimizer": "{learningRate: 3.0e-3, warmup: 2}", "steps": "4",
    "checkpoint": "{every: 2}", "stallLimit": "60",
  ]
  private static let order = [
    "model", "data", "parallelism", "schedule", "chunks", "batch", "optimizer", "steps",
    "checkpoint", "stallLimit",
  ]

  /// Writes a training file; its lines are numbered from 1 in ``order``.
  private func write(_ replaced: [String: String], to path: String) throws {
    let text = Self.order.map { "\($0): \(replaced[$0] ?? Self.lines[$0] ?? "")\n" }.joined()
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  @Test("begin with file, line and key, or with the option, and leave no folder")
  func places() async throws {
    try await withTemporaryFolder { folder in
      try Data("abc".utf8).write(to: URL(filePath: "\(folder)/short.txt"))
      let file = "\(folder)/run.yaml"
      for (replaced, options, processes, words) in [
        (
          [:], [], nil,
          "\(file):3: parallelism.pipeline is 2 on 1 process; start a multiple of 2 processes, or "
            + "--pipeline 1 --schedule 1f1b"
        ),
        (
          ["schedule": "1f1b", "parallelism": "{pipeline: 4}"], [], 2,
          "\(file):3: parallelism.pipeline is 4 on 2 processes; start a multiple of 4 processes, or "
            + "--pipeline 1, or --pipeline 2"
        ),
        (
          [:], ["--pipeline", "3"], 2,
          "--pipeline is 3 on 2 processes; start a multiple of 3 processes, or --pipeline 2"
        ),
        (
          ["model": Repository.path("configs/models/deepseek-v3.json")], [], 2,
          "\(file):1: model: about "
        ),
        (
          ["schedule": "interleaved-1f1b", "chunks": "70"], [], 2,
          "\(file):5: chunks: 140 stages for 4 layers"
        ),
        (
          ["batch": "{sequences: 20, sequenceLength: 64, microbatch: 4}"], [], 2,
          "\(file):6: batch.sequences: 20 sequences"
        ),
        (
          ["data": "{path: short.txt}"], [], 2,
          "\(file):2: data.path: \(folder)/short.txt: 4 tokens"
        ),
        ([:], ["--schedule", "foo"], 2, "--schedule: \"foo\"; did you mean"),
        ([:], ["--resume"], 2, "--resume: \(folder)/out/checkpoints holds no good checkpoint"),
        ([:], ["--profile", folder], 2, "--profile \(folder): expected a file"),
      ] as [([String: String], [String], Int?, String)] {
        try write(replaced, to: file)
        let outcome = try await duplex(
          ["train", file, "--output", "\(folder)/out"] + options, processes: processes)
        #expect(outcome.exitCode == 65)
        #expect(outcome.standardError.contains("duplex: \(words)"), "\(outcome.standardError)")
        #expect(!FileManager.default.fileExists(atPath: "\(folder)/out"), "\(words)")
      }
    }
  }

  @Test("of timed schedules begin with the option")
  func timed() async throws {
    for (options, words) in [
      (["--microbatches", "0"], "--microbatches is 0; expected a whole number from 1"),
      (["--times", "I=x"], "--times: \"I=x\"; a time is a number"),
      (["--schedule", "foo"], "--schedule foo: \"foo\"; did you mean"),
    ] {
      let outcome = try await duplex(["train", "--compute", "timed"] + options, processes: 2)
      #expect(outcome.exitCode == 65)
      #expect(outcome.standardError.hasPrefix("duplex: \(words)"), "\(outcome.standardError)")
    }
  }

  @Test("follow with what may be done about checkpoints, and settings that changed are noticed")
  func checkpoints() async throws {
    try await withTemporaryFolder { folder in
      let file = "\(folder)/run.yaml"
      try write([:], to: file)
      let arguments = ["train", file, "--output", "\(folder)/out"]
      #expect(try await duplex(arguments + ["--steps", "2"], processes: 2).exitCode == 0)
      for (options, words) in [
        (["--fresh"], "holds checkpoints; another --output begins anew"),
        (["--seed", "4"], "the values of the checkpoint go on, another --output begins anew"),
      ] {
        let outcome = try await duplex(arguments + options, processes: 2)
        #expect(outcome.exitCode == 65)
        #expect(outcome.standardError.contains(words), "\(outcome.standardError)")
      }
      try write(["optimizer": "{learningRate: 2.0e-3, warmup: 2}"], to: file)
      let resumed = try await duplex(arguments, processes: 2)
      #expect(resumed.exitCode == 0)
      #expect(
        resumed.standardError.contains(
          "differs from the checkpoint: optimizer.learningRate 0.002, was 0.003; "))
      let again = try await duplex(arguments + ["--steps", "3"], processes: 2)
      #expect(again.standardError.contains("has 4 steps, no fewer than 3"))
      #expect(!again.standardError.contains("differs"))
    }
  }

  @Test("of generate say which folder was perhaps meant")
  func generate() async throws {
    try await withTemporaryFolder { folder in
      try write(["schedule": "1f1b", "parallelism": "{pipeline: 1}"], to: "\(folder)/run.yaml")
      let trained = try await duplex(
        "train", "\(folder)/run.yaml", "--output", "\(folder)/out", "--steps", "2")
      #expect(trained.exitCode == 0, "\(trained.standardError)")
      let good = "\(folder)/out/checkpoints"
      for (path, words) in [
        ("\(folder)/nope", "\(folder)/nope: there is no such folder"),
        ("\(folder)/out", "\(folder)/out: did you mean \(good)?"),
        ("\(good)/step-00000002/", "did you mean \(good)?"),
        (folder, "\(folder): no good checkpoint"),
      ] {
        let outcome = try await duplex("generate", path, "--prompt", "a")
        #expect(outcome.exitCode == 65)
        #expect(outcome.standardError.contains(words), "\(outcome.standardError)")
      }
    }
  }

  @Test("a second SIGTERM ends the process at once")
  func secondSignal() async throws {
    try await withTemporaryFolder { folder in
      // A step that takes longer than anybody waits.
      try write(
        [
          "schedule": "1f1b", "parallelism": "{pipeline: 1}",
          "batch": "{sequences: 65536, sequenceLength: 64, microbatch: 4}",
        ], to: "\(folder)/run.yaml")
      let outcome = try await shell(
        """
        "$duplex" train \(folder)/run.yaml --output \(folder)/out & job=$!
        until [ -e \(folder)/out/metrics.csv ]; do sleep 0.05; done
        kill -TERM $job; sleep 0.1; kill -TERM $job; sleep 0.6; kill -0 $job && echo runs
        kill -TERM $job; wait $job; echo $?
        """)
      #expect(outcome.standardOutput == "runs\n143\n", "\(outcome.standardError)")
    }
  }

  @Test("a signal before the first step ends the run after it")
  func earlySignal() async throws {
    try await withTemporaryFolder { folder in
      try write(["schedule": "1f1b", "parallelism": "{pipeline: 1}"], to: "\(folder)/run.yaml")
      let outcome = try await shell(
        """
        "$duplex" train \(folder)/run.yaml --steps 100000 --output \(folder)/out & job=$!
        until grep -q 'SigCgt:.*[4-7c-f]...$' /proc/$job/status; do sleep 0.002; done
        kill -TERM $job; wait $job
        """)
      #expect(outcome.exitCode == 0, "\(outcome.standardError)")
      #expect(outcome.standardError.contains("stopped after step"))
    }
  }
}
