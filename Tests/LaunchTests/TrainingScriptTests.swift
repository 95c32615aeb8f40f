import TestSupport
import Testing

@Suite("launch/run of a training run", .timeLimit(.minutes(1)))
struct TrainingScriptTests {
  /// Runs the script beside a program of its own, with an mpirun that says which signals it gets, and
  /// signals the script.
  private func run(
    _ arguments: String, signalling signal: String
  ) async throws -> ProcessLaunch.Outcome {
    try await ProcessLaunch.run(
      path: "/bin/bash",
      [
        "-c",
        """
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        cp -r '\(Repository.path("launch"))' "$folder/launch"
        mkdir -p "$folder/.build/release" "$folder/bin"
        printf '#!/bin/bash\\n' > "$folder/.build/release/duplex"
        cat > "$folder/bin/mpirun" <<'END'
        #!/bin/bash
        trap 'echo stopped; exit 3' USR1
        trap 'echo killed; exit 1' INT TERM
        echo "$1 $2 $3 ${@:5}"
        touch "${0%/*}/ready"
        for ((i = 0; i < 200; i++)); do sleep 0.05; done
        END
        chmod +x "$folder/.build/release/duplex" "$folder/bin/mpirun"
        PATH=$folder/bin:$PATH "$folder/launch/run" \(arguments) & script=$!
        until [ -e "$folder/bin/ready" ]; do sleep 0.02; done
        kill -\(signal) $script
        wait $script
        """,
      ])
  }

  @Test("a signal to the script becomes SIGUSR1 to mpirun, whose exit code counts")
  func signals() async throws {
    // Not SIGINT, which takes the same way: shells start background jobs with it ignored.
    let outcome = try await run("2 train file.yaml", signalling: "TERM")
    #expect(outcome.standardOutput == "-q -n 2 train file.yaml\nstopped\n")
    #expect(outcome.exitCode == 3)
  }

  @Test("other commands leave signals to mpirun")
  func others() async throws {
    let outcome = try await run("2 compare file.yaml", signalling: "TERM")
    #expect(outcome.standardOutput == "-q -n 2 compare file.yaml\nkilled\n")
    #expect(outcome.exitCode == 1)
  }

  @Test(
    "a process that was killed is named by its signal in one line, and a refusal is left as it is",
    arguments: [
      (
        "train", 137,
        "A process was ended by signal 9.\nWhere the run wrote a checkpoint, "
          + "the same command goes on from it.\n"
      ),
      ("compare", 137, "A process was ended by signal 9.\n"), ("train", 65, ""),
      ("train", 0, ""),
    ] as [(String, Int32, String)])
  func killed(command: String, code: Int32, words: String) async throws {
    let outcome = try await ProcessLaunch.run(
      path: "/bin/bash",
      [
        "-c",
        """
        folder=$(mktemp -d)
        trap 'rm -rf "$folder"' EXIT
        cp -r '\(Repository.path("launch"))' "$folder/launch"
        mkdir -p "$folder/.build/release" "$folder/bin"
        printf '#!/bin/bash\n' > "$folder/.build/release/duplex"
        printf '#!/bin/bash\nexit \(code)\n' > "$folder/bin/mpirun"
        chmod +x "$folder/.build/release/duplex" "$folder/bin/mpirun"
        PATH=$folder/bin:$PATH "$folder/launch/run" 2 \(command) file.yaml
        """,
      ])
    #expect(outcome.exitCode == code)
    #expect(outcome.standardError == words)
  }
}
