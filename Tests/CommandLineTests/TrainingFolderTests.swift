import FoundationEssentials
import TestSupport
import Testing

@Suite("what duplex train finds in its folders", .serialized, .timeLimit(.minutes(2)))
struct TrainingFolderTests {
  /// The tiny training file with a text of its own.
  private func trainingFile(in folder: String, text path: String) throws -> String {
    let file = "\(folder)/train.yaml"
    let content = try text(tinyTraining)
      .replacing("model: tiny.json", with: "model: \(Repository.root)/\(fixture("tiny.json"))")
      .replacing("{source: synthetic}", with: "{path: \(path)}")
    try Data(content.utf8).write(to: URL(filePath: file))
    return file
  }

  @Test("empty files of a text are told of, and a text that was edited is refused")
  func texts() async throws {
    try await withTemporaryFolder { folder in
      let words = "\(folder)/words"
      try FileManager.default.createDirectory(atPath: words, withIntermediateDirectories: false)
      for (name, content) in [("a", ""), ("b", String(repeating: "word ", count: 200)), ("c", "")] {
        try Data(content.utf8).write(to: URL(filePath: "\(words)/\(name)"))
      }
      let arguments = [
        "train", try trainingFile(in: folder, text: words), "--output", "\(folder)/run", "--steps",
      ]
      let first = try await duplex(arguments + ["3"], processes: 2)
      #expect(first.exitCode == 0, "\(first.standardError)")
      let notice = "notice: 2 empty files skipped, first: \(words)/a\n"
      #expect(first.standardError.ranges(of: notice).count == 1)
      let edited = String(repeating: "work ", count: 200)
      try Data(edited.utf8).write(to: URL(filePath: "\(words)/b"))
      let second = try await duplex(arguments + ["6"], processes: 2)
      #expect(second.exitCode == 65)
      #expect(second.standardError.contains("text is \"bytes 1 1001 "), "\(second.standardError)")
    }
  }

  @Test("a run whose checkpoints are all damaged ends with 65 and leaves everything as it was")
  func damaged() async throws {
    try await withTemporaryFolder { folder in
      let arguments = ["train", tinyTraining, "--output", folder]
      #expect(try await duplex(arguments).exitCode == 0)
      let metrics = try text("\(folder)/metrics.csv")
      for step in [3, 6] {
        let manifest = URL(filePath: "\(folder)/checkpoints/step-0000000\(step)/manifest.json")
        try Data("{}".utf8).write(to: manifest)
      }
      let outcome = try await duplex(arguments, processes: 2)
      #expect(outcome.exitCode == 65)
      for words in [
        "no good checkpoint", "step-00000003/manifest.json", "step-00000006/manifest.json",
        "another folder (--output)",
      ] { #expect(outcome.standardError.contains(words), "\(outcome.standardError)") }
      #expect(try text("\(folder)/metrics.csv") == metrics)
    }
  }

  @Test("a second run in a folder is refused while the first trains, and not once that is killed")
  func busy() async throws {
    try await withTemporaryFolder { folder in
      let outcome = try await shell(
        """
        train="$duplex train \(tinyTraining) --output \(folder)"
        $train --steps 1000000 2>\(folder)/first & job=$!
        until [ "$(wc -l < \(folder)/metrics.csv 2>/dev/null || echo 0)" -ge 6 ]
        do sleep 0.05; done
        $train --steps 1000000; echo "second $?"
        kill -9 $job; wait $job 2>/dev/null
        $train --steps 1 --resume; echo "third $?"
        """)
      #expect(outcome.standardOutput.contains("second 65"), "\(outcome.standardError)")
      #expect(outcome.standardError.contains("\(folder)/checkpoints: another run writes here; "))
      #expect(outcome.standardOutput.contains("third 0"), "\(outcome.standardError)")
    }
  }
}
