import Analysis
import ArgumentParser
import LinearAlgebra
import MPIRuntime
import Reports

struct GemmCommand: ProcessCommand {
  private static let largestSize = 1_024
  private static let largestDepth = 65_536

  static let configuration = CommandConfiguration(
    commandName: "gemm",
    abstract: "Measures what FP8 formats, scales and tensor-core sums cost in accuracy.",
    discussion: """
      Multiplies random matrices of R x K and K x C, Gaussian and with outlier channels, in BF16 and \
      in FP8 with fine-grained, power-of-two and per-tensor scales, and sums as tensor cores do with \
      promotions every 32 to K products; every error is against the exact product. The same bytes \
      on every machine and any number of processes. With --output, writes report.html, gemm.json, \
      roundings.csv and accumulations.csv.

      Examples:
        duplex gemm --output results/gemm
        duplex gemm --depths 4096 --rows 32 --columns 32 --seed 2 --json
      """)

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rows of the left factor, R.", valueName: "count"))
  var rows = 128

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Columns of the right factor, C.", valueName: "count"))
  var columns = 128

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Lengths of the sums, K, separated by commas.", valueName: "counts"))
  var depths = DepthList(values: [128, 512, 1_024, 2_048, 4_096, 8_192, 16_384])

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Seed of the random numbers, a whole number from 0.", valueName: "number"))
  var seed: UInt64 = 1

  @OptionGroup var results: OutputOptions

  func run(on communicator: Communicator) throws {
    let study = try study()
    let folder = try results.folder(on: communicator)
    let speaks = communicator.rank == 0
    let errors = try PrecisionResults(study, on: communicator) { done, parts in
      if speaks { Console.progress("[\(done)/\(parts)]") }
    }
    guard speaks else { return }
    Console.progress("")
    let document = PrecisionJSON.document(errors)
    try results.show(
      document, or: PrecisionTable(errors, bold: Console.isTerminal).description)
    try folder?.writeReport(errors)
    if let folder, !results.json { Console.notice("report: \(folder.path)/report.html") }
  }

  private func study() throws -> PrecisionStudy {
    for (option, size) in [("--rows", rows), ("--columns", columns)] {
      try InputError.require(
        option, size, in: 1...Self.largestSize, "a whole number from 1 to \(Self.largestSize)")
    }
    for depth in depths.values {
      try InputError.require(
        "--depths", depth, in: 1...Self.largestDepth,
        "whole numbers from 1 to \(Self.largestDepth)")
    }
    let sorted = depths.values.sorted()
    if let (twice, _) = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 }) {
      throw InputError("--depths \(depths): \(twice) comes twice; expected each once")
    }
    return try PrecisionStudy(rows: rows, columns: columns, depths: sorted, seed: seed)
  }
}
