import ArgumentParser
import CostModels
import MPIRuntime
import Quantities
import RunConfigurations

struct CalibrateCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Fits the cost models to measured kernels and links, and prints what remains.",
    discussion: """
      Reads the tables that a calibration names, one row a measurement with its source, and nothing \
      else: no time of a step is among them. With --output, writes calibration.json.

      Examples:
        duplex calibrate configs/accelerators/h800.yaml
        duplex calibrate configs/calibration/h800.yaml --json
      """)

  @Argument(
    help: "An accelerator's YAML file or a calibration's.",
    completion: .file(extensions: ["yaml", "yml"]))
  var file = "configs/accelerators/h800.yaml"

  @OptionGroup var results: OutputOptions

  func run(on communicator: Communicator) throws {
    let calibration = try communicator.agreeing { try CalibrationFile.readNamed(path: file) }
    let folder = try results.folder(on: communicator)
    guard communicator.rank == 0 else { return }
    let document = calibration.json
    try results.show(document, or: calibration.text)
    try folder?.write(document.pretty + "\n", to: "calibration.json")
  }
}
