import PipelineSchedules
import Testing

@testable import Training

@Suite("a step predicted from slots of changing length")
struct MeasuredSpreadTests {
  /// A machine on which a slot now and then waits for a core.
  private struct BusyMachine {
    let schedule: PipelineSchedule
    /// In milliseconds.
    let times = ScheduleTimes(forward: 10, backwardInput: 11, backwardWeight: 9, pair: 29)

    /// Plays a step; the lengths of its slots are a function of its number.
    func replay(_ number: UInt64) -> ScheduleReplay {
      var stream = SeededStream(seed: 7, member: number)
      return ScheduleReplay(schedule, times: times) { slot in
        let base = times.duration(of: slot)
        let jitter = 1 + Double(stream.next(below: 1000)) / 20_000
        let late = stream.next(below: 100) < 15 ? 5 + Double(stream.next(below: 2000)) / 100 : 0
        return base * jitter + late
      }
    }

    func step(_ number: UInt64) -> MeasuredStep {
      let replay = replay(number)
      return MeasuredStep(
        schedule,
        records: zip(replay.starts, replay.ends).enumerated().map { rank, spans in
          var record = RankRecord(rank: rank, began: 0)
          var free: Int64 = 0
          for (start, end) in zip(spans.0, spans.1) {
            let (from, to) = (Int64(start * 1e6), Int64(end * 1e6))
            record.slots.append(
              RankRecord.Slot(free: free, made: from, start: from, end: to, computing: to - from))
            free = to
          }
          return record
        })
    }

    /// In seconds, of many steps that nobody recorded.
    var medianStep: Double {
      (1000..<1601).map { replay($0).makespan }.sorted()[300] / 1000
    }
  }

  @Test(
    "is the median of many such steps, which mean lengths miss",
    arguments: ["dualpipe", "1f1b", "zb-h1"], [2, 4])
  func median(name: String, ranks: Int) throws {
    let schedule = try ScheduleCatalog.schedule(named: name, ranks: ranks, microbatches: 8)
    let machine = BusyMachine(schedule: schedule)
    let measured = MeasuredDurations((0..<160).map(machine.step))
    let truth = machine.medianStep
    #expect(abs(try measured.replay(of: schedule).makespan / truth - 1) < 0.025)
    var seconds: [MeasuredDurations.Group: Double] = [:]
    for entry in measured.entries { seconds[entry.group] = entry.seconds }
    let mean = ScheduleReplay(schedule, times: ScheduleTimes()) {
      seconds[MeasuredDurations.Group($0)] ?? 0
    }
    #expect(mean.makespan / truth - 1 < -0.03)
  }
}
