import ArgumentParser
import MPIRuntime
import PipelineSchedules
import Quantities
import Reports

struct ScheduleCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Prints a pipeline schedule, and replays it at given times.",
    discussion: """
      Names: \(ScheduleNames.help).
      Actions are written as PyTorch pipelining does: 2F0 is the forward of microbatch 0 on stage 2; \
      B full backward, I backward for input, W backward for weight. With --output, writes \
      schedule.csv, schedule.json and schedule.svg.

      Examples:
        duplex schedule dualpipe --ranks 8 --microbatches 20
        duplex schedule zb-h1 --ranks 4 --microbatches 8 --format svg > zb-h1.svg
        duplex schedule csv:mine.csv --json --times F=1,I=1,W=1,comm=0.1
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, csv, json, svg }

  @Argument(
    help: "A schedule of the catalogue or csv:FILE.", completion: ScheduleNames.completion)
  var name: String

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Pipeline ranks; a file brings its own.", valueName: "count"))
  var ranks: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Microbatches per step, both directions counted; a file brings its own.", valueName: "count"))
  var microbatches: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Stages per rank of interleaved schedules.", valueName: "count"))
  var chunks = ScheduleRequest.defaultChunks

  @Option(help: "What to print; csv is PyTorch's. --json is the same as --format json.")
  var format: Format?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Times of the actions for json and svg; B is I + W and FB is F + B unless given.",
      valueName: "times"))
  var times = "F=1,I=1,W=1,comm=0"

  @Flag(help: "Divide the times by the chunks, to compare with schedules of one stage per rank.")
  var perRank = false

  @OptionGroup var results: OutputOptions

  func validate() throws {
    if results.json, let format, format != .json {
      throw ValidationError("--json and --format \(format) contradict each other; give one.")
    }
    guard ScheduleCatalog.names.contains(name) else { return }
    for (option, value) in [("--ranks", ranks), ("--microbatches", microbatches)]
    where value == nil {
      throw ValidationError("\(option) is missing; \(name) needs --ranks and --microbatches.")
    }
  }

  func run(on communicator: Communicator) throws {
    let request = ScheduleRequest(
      name: name, ranks: ranks, microbatches: microbatches, chunks: chunks)
    let schedule = try communicator.agreeing {
      try request.schedule(speaks: communicator.rank == 0)
    }
    let folder = try results.folder(on: communicator)
    var times = try ScheduleTimes(parsing: times)
    if perRank { times = times.divided(by: schedule.chunksPerRank) }
    guard communicator.rank == 0 else { return }
    let picture = SchedulePicture(schedule: schedule, times: times)
    switch results.json ? .json : format ?? .text {
    case .text: try Console.result(schedule.description + "\n")
    case .csv: try Console.result(schedule.csv)
    case .json: try Console.result(picture.json)
    case .svg: try Console.result(picture.svg)
    }
    try folder?.write(schedule.csv, to: "schedule.csv")
    try folder?.write(picture.json, to: "schedule.json")
    try folder?.write(picture.svg, to: "schedule.svg")
  }
}

/// The forms of a schedule that need its replay.
private struct SchedulePicture {
  let schedule: PipelineSchedule
  let times: ScheduleTimes

  var json: String {
    ScheduleJSON(schedule, replay: ScheduleReplay(schedule, times: times)).document.pretty + "\n"
  }

  var svg: String {
    let drawing = PipelineDrawing(schedule, replay: ScheduleReplay(schedule, times: times))
    return String(decoding: PipelineSVG([drawing]).document(), as: UTF8.self)
  }
}
