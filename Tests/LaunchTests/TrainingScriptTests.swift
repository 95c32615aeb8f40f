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
        echo "$1 $2 ${@:4}"
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
    #expect(outcome.standardOutput == "-n 2 train file.yaml\nstopped\n")
    #expect(outcome.exitCode == 3)
  }

  @Test("other commands leave signals to mpirun")
  func others() async throws {
    let outcome = try await run("2 compare file.yaml", signalling: "TERM")
    #expect(outcome.standardOutput == "-n 2 compare file.yaml\nkilled\n")
    #expect(outcome.exitCode == 1)
  }
}
