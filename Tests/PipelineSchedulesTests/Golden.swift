import Foundation

@testable import PipelineSchedules

/// The published rank programs beside this file; `Golden/README.md` says where they come from.
func golden(_ name: String) throws -> String {
  let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  return try String(contentsOf: folder.appending(path: "\(name).csv"), encoding: .utf8)
}

/// The error that a call throws; nil where it succeeds.
func failure<Result>(_ body: () throws -> Result) -> ScheduleError? {
  do {
    _ = try body()
    return nil
  } catch {
    return error as? ScheduleError
      ?? ScheduleError(code: .unknownSchedule, detail: "another error: \(error)")
  }
}

/// Random numbers that are the same on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
