import ArgumentParser
import MPIRuntime
import Quantities
import TransformerModels

struct ModelCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Counts a model's parameters, training FLOPs and key-value cache.",
    discussion: """
      Reads the Hugging Face config.json of the families \(ModelFamily.names). With --output, writes \
      model.json.

      Examples:
        duplex model configs/models/deepseek-v3.json
        duplex model configs/models/mixtral-8x7b.json --sequence-length 32768 --json
      """)

  @Argument(help: "A Hugging Face config.json.", completion: .file(extensions: ["json"]))
  var file: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Tokens per sequence, for the FLOPs of attention.", valueName: "tokens"))
  var sequenceLength = 4096

  @OptionGroup var results: OutputOptions

  func run(on communicator: Communicator) throws {
    let longest = 100_000_000
    try InputError.require(
      "--sequence-length", sequenceLength, in: 1...longest, "a whole number from 1 to \(longest)")
    let model = try communicator.agreeing { try Architecture(contentsOf: file) }
    let folder = try results.folder(on: communicator)
    guard communicator.rank == 0 else { return }
    let summary = ModelSummary(model, sequenceLength: sequenceLength)
    try results.show(summary.json, or: summary.text)
    try folder?.write(summary.json.pretty + "\n", to: "model.json")
  }
}
