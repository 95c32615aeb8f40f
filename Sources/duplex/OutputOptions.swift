import ArgumentParser
import MPIRuntime
import Quantities

/// Where a command's results go.
struct OutputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("Folder for the files that the command writes.", valueName: "folder"),
    completion: .directory)
  var output: String?

  @Flag(help: "Print one JSON document instead of text.")
  var json = false

  /// Makes the folder, on process 0, before long work that would be lost without it.
  ///
  /// - Parameters:
  ///   - standard: Used where no folder is named.
  ///   - communicator: All its processes call this.
  /// - Returns: Nil where there is nothing to write, and on processes other than 0.
  /// - Throws: `InputError` where it cannot be made or written to.
  func folder(or standard: String? = nil, on communicator: Communicator) throws -> OutputFolder? {
    try communicator.agreeing {
      guard communicator.rank == 0 else { return nil }
      return try (output ?? standard).map(OutputFolder.init)
    }
  }

  /// Prints the JSON document or the text, as asked for.
  func show(_ document: JSONText, or text: @autoclosure () -> String) throws {
    try Console.result((json ? document.pretty : text()) + "\n")
  }
}
