import ArgumentParser
import MPIRuntime
import Quantities
import TransformerModels

struct ModelCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Counts a model's parameters, training FLOPs and key-value cache.",
    discussion: """
      Reads the Hugging Face config.json of the families \(ModelFamily.names).

      Example:
        duplex model configs/models/deepseek-v3.json
      """)

  @Argument(help: "A Hugging Face config.json.")
  var file: String

  @Option(help: "Tokens per sequence, for the FLOPs of attention.")
  var sequenceLength = 4096

  @Flag(help: "Print one JSON document instead of tables.")
  var json = false

  func validate() throws {
    guard (1...100_000_000).contains(sequenceLength) else {
      throw ValidationError(
        "--sequence-length is \(sequenceLength); expected a whole number from 1 to 100000000.")
    }
  }

  func run(on communicator: Communicator) throws {
    let model = try communicator.agreeing { try Architecture(contentsOf: file) }
    guard communicator.rank == 0 else { return }
    let summary = ModelSummary(model, sequenceLength: sequenceLength)
    print(json ? summary.json.pretty : summary.text)
  }
}
