import ArgumentParser
import MPIRuntime

/// A command that runs on all processes of a communicator.
protocol ProcessCommand: ParsableCommand {
  /// - Throws: An error that ``ExitStatus`` maps for bad input, any other for a failed run.
  func run(on communicator: Communicator) throws
}
