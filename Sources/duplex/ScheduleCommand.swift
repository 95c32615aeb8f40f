import ArgumentParser
import MPIRuntime
import PipelineSchedules
import Quantities
import Reports

struct ScheduleCommand: ProcessCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Prints a pipeline schedule, and replays it at equal times.",
    discussion: """
      Names: \(ScheduleCatalog.names.joined(separator: ", ")), csv:FILE.
      Actions are written as PyTorch pipelining does: 2F0 is the forward of microbatch 0 on stage 2; \
      B full backward, I backward for input, W backward for weight.

      Examples:
        duplex schedule dualpipe --ranks 8 --microbatches 20
        duplex schedule zb-h1 --ranks 4 --microbatches 8 --format json --times F=1,I=1,W=1,comm=0.1
        duplex schedule csv:mine.csv --format svg > mine.svg
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument { case text, csv, json, svg }

  @Argument(help: "A schedule of the catalogue or csv:FILE.")
  var name: String

  @Option(help: "Pipeline ranks; a file brings its own.")
  var ranks: Int?

  @Option(help: "Microbatches per step, both directions counted; a file brings its own.")
  var microbatches: Int?

  @Option(help: "Stages per rank of interleaved schedules.")
  var chunks = 2

  @Option(help: "text, csv (PyTorch's), json or svg.")
  var format = Format.text

  @Option(help: "Times of the actions for json and svg; B is I + W and FB is F + B unless given.")
  var times = "F=1,I=1,W=1,comm=0"

  @Flag(help: "Divide the times by the chunks, to compare with schedules of one stage per rank.")
  var perRank = false

  func run(on communicator: Communicator) throws {
    let schedule = try communicator.agreeing { try resolved(speaks: communicator.rank == 0) }
    var times = try ScheduleTimes(parsing: times)
    if perRank { times = times.divided(by: schedule.chunksPerRank) }
    guard communicator.rank == 0 else { return }
    switch format {
    case .text: print(schedule.description)
    case .csv: print(schedule.csv, terminator: "")
    case .json:
      let replay = ScheduleReplay(schedule, times: times)
      print(ScheduleJSON(schedule, replay: replay).document.pretty)
    case .svg:
      let drawing = PipelineDrawing(schedule, replay: ScheduleReplay(schedule, times: times))
      print(String(decoding: PipelineSVG([drawing]).document(), as: UTF8.self))
    }
  }

  private func resolved(speaks: Bool) throws -> PipelineSchedule {
    if let file = ScheduleFile(name: name) {
      let schedule = try file.read(speaks: speaks)
      for (option, given, found) in [
        ("--ranks", ranks, schedule.ranks), ("--microbatches", microbatches, schedule.microbatches),
      ] {
        guard let given, given != found else { continue }
        throw InputError(
          description: "\(option) is \(given) and \(name) has \(found); expected \(found) or no "
            + option)
      }
      return schedule
    }
    guard let ranks, let microbatches else {
      let missing = ranks == nil ? "--ranks" : "--microbatches"
      throw ValidationError("\(missing) is missing; \(name) needs --ranks and --microbatches.")
    }
    return try ScheduleCatalog.schedule(
      named: name, ranks: ranks, microbatches: microbatches, chunks: chunks)
  }
}
