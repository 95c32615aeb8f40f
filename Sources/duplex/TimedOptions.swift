import ArgumentParser
import PipelineSchedules
import Quantities
import Training

/// How `duplex train --compute timed` plays schedules.
struct TimedOptions: ParsableArguments {
  /// What ranks do in the place of an action.
  enum Compute: String, CaseIterable, ExpressibleByArgument {
    /// They compute the model.
    case model
    /// They wait as long as they are told.
    case timed
  }

  @Option(
    help: ArgumentHelp(
      "What an action is: the model's layers, or a wait as long as --action-time says.",
      valueName: "what"))
  var compute = Compute.model

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Microbatches of a step for --compute timed; twice as many as ranks, at least 4, unless given.",
      valueName: "count"))
  var microbatches: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stages per rank of interleaved schedules for --compute timed.", valueName: "count"))
  var chunks: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How long F, I and W wait for --compute timed, such as 12ms; from 10 ms on the overhead is small.",
      valueName: "time"))
  var actionTime = standardActionTime

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Lengths of actions for --compute timed in units of --action-time; B is I + W and FB is F + B unless given.",
      valueName: "times"))
  var times = standardTimes

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Steps of each schedule for --compute timed, of which the median counts.",
      valueName: "count"))
  var repetitions = standardRepetitions

  /// Names all schedules.
  static let all = "all"
  /// What is played unless another one is named.
  static let standardSchedule = "dualpipe"

  private static let standardActionTime = "12ms"
  private static let standardTimes = "F=1,I=1,W=1"
  private static let standardRepetitions = 3
  private static let longestAction = 60.0
  private static let mostRepetitions = 1000

  /// Lengths of the actions in seconds.
  ///
  /// - Throws: `InputError` where a time is none or out of range; `ScheduleError` where the times
  ///   cannot be read.
  var seconds: ScheduleTimes {
    get throws {
      let expected = "a time from 1us to \(Int(Self.longestAction))s, such as 12ms"
      guard let unit = VirtualTime(actionTime)?.seconds, 1e-6...Self.longestAction ~= unit else {
        throw InputError("--action-time is \(actionTime.prefix(40)); expected \(expected)")
      }
      let times = try ScheduleTimes(parsing: times)
      guard times.communication == 0 else {
        throw InputError("--times \(self.times): messages are real; expected no comm")
      }
      let scaled = times.scaled(by: unit)
      let longest = [scaled.forward, scaled.backward, scaled.pair].max() ?? 0
      guard longest <= Self.longestAction else {
        throw InputError(
          "--times \(self.times) of \(actionTime): the longest action takes "
            + "\(significant(longest, digits: 3)) s; expected at most \(Int(Self.longestAction)) s")
      }
      return scaled
    }
  }

  /// - Throws: `InputError` where the count is out of range.
  func requireRepetitions() throws {
    try InputError.require(
      "--repetitions", repetitions, in: 1...Self.mostRepetitions,
      "a whole number from 1 to \(Self.mostRepetitions)")
  }

  /// One schedule by the options, for as many ranks as there are processes; a file brings its own.
  func request(_ name: String, ranks: Int) -> ScheduleRequest {
    if ScheduleFile(name: name) != nil {
      return ScheduleRequest(name: name, microbatches: microbatches)
    }
    return ScheduleRequest(
      name: name, ranks: ranks, microbatches: microbatches ?? max(4, 2 * ranks),
      chunks: chunks ?? ScheduleRequest.defaultChunks)
  }

  /// The first option that says how to wait, where nothing waits; nil for none.
  var orphan: String? {
    guard compute == .model else { return nil }
    return [
      ("--microbatches", microbatches != nil), ("--chunks", chunks != nil),
      ("--action-time", actionTime != Self.standardActionTime),
      ("--times", times != Self.standardTimes),
      ("--repetitions", repetitions != Self.standardRepetitions),
    ].first { $0.1 }?.0
  }
}
