import ArgumentParser
import MPIRuntime
import Reports
import RunConfigurations
import Validation

struct ValidateCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Sets published numbers beside ours, and judges popular claims.",
    discussion: """
      Published numbers come with the measurements that cost models are fitted to, marked input. \
      Exit code 70 when an error has grown past its recorded bound. With --output, writes \
      validation.md, published numbers and claims both.

      Examples:
        duplex validate
        duplex validate --claims --json
        duplex validate --output docs
      """)

  @Flag(help: "Judge the claims of popular write-ups instead.")
  var claims = false

  @Option(
    help: ArgumentHelp(
      "Folder with models, clusters, scenarios and validation.", valueName: "folder"),
    completion: .directory)
  var configs = "configs"

  @OptionGroup var results: OutputOptions

  func run(on communicator: Communicator) throws {
    let published = "\(configs)/validation"
    let (checks, means, sentences) = try communicator.agreeing {
      (
        try ValidationFile.read(folder: published),
        try ValidationFile.readMeanBounds(folder: published),
        try ValidationFile.readClaims(folder: published)
      )
    }
    let folder = try results.folder(on: communicator)
    let validator = Validator(folder: configs, on: communicator)
    let judge = ClaimJudge(validator)
    // Other processes write nothing but take part in what all simulate together.
    let judged = claims || results.output != nil ? try sentences.map(judge.judge) : []
    let report =
      !claims || results.output != nil
      ? try ValidationReport(
        checks: checks, means: means, inputs: validator.inputs(ofScenarioNamed: "deepseek-v3"),
        by: validator) : nil
    if communicator.rank == 0 {
      if let report, !claims {
        try results.show(ValidationJSON.document(report), or: ValidationTable(report).description)
      } else {
        try results.show(ValidationJSON.document(judged), or: ClaimsTable(judged).description)
      }
      if let report, let folder {
        try folder.write(ValidationDocument(report, claims: judged).text, to: "validation.md")
      }
    }
    try requireBounds(report, speaks: communicator.rank == 0)
  }

  /// - Throws: The exit code of a failed run where an error is greater than on record.
  private func requireBounds(_ report: ValidationReport?, speaks: Bool) throws {
    let failures = report?.failures ?? []
    guard !failures.isEmpty else { return }
    for failure in failures where speaks { StandardError.write("duplex: \(failure)\n") }
    throw ExitCode(ExitStatus.failed)
  }
}
