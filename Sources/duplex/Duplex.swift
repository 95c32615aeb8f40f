import ArgumentParser
import MPIRuntime

/// The command line: every command runs on all processes, process 0 speaks.
@main
struct Duplex {
  static func main() {
    do {
      let status = try MPIEnvironment.run { communicator in
        try run(Array(CommandLine.arguments.dropFirst()), on: communicator)
      }
      DuplexCommand.exit(withError: status == 0 ? nil : ExitCode(status))
    } catch {
      Console.failure(error)
      DuplexCommand.exit(withError: ExitCode(ExitStatus.failed))
    }
  }

  /// - Returns: The exit status, the same on every process.
  /// - Throws: What no input explains: the run failed.
  private static func run(_ arguments: [String], on communicator: Communicator) throws -> Int32 {
    let speaks = communicator.rank == 0
    do {
      var command = try DuplexCommand.parseAsRoot(arguments)
      guard let command = command as? any ProcessCommand else {
        // Help, of which one copy is enough.
        if speaks { try command.run() }
        return 0
      }
      try command.run(on: communicator)
      return 0
    } catch ProcessFailure.elsewhere {
      FailureDeadline.begin(ExitStatus.badInput, message: nil)
      return ExitStatus.badInput
    } catch {
      if let status = ExitStatus.ofInput(error) {
        let isSaid = speaks || error is ProcessFailure
        if isSaid { Console.failure(error) }
        FailureDeadline.begin(
          status, message: isSaid ? nil : "duplex: rank \(communicator.rank): \(error)")
        return status
      }
      let status = DuplexCommand.exitCode(for: error)
      guard status.rawValue != ExitCode.failure.rawValue else { throw error }
      if speaks { try say(DuplexCommand.fullMessage(for: error), failed: !status.isSuccess) }
      return status.rawValue
    }
  }

  private static func say(_ message: String, failed: Bool) throws {
    if message.isEmpty { return }
    if failed { StandardError.write(message + "\n") } else { try Console.result(message + "\n") }
  }
}
