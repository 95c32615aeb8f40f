import Testing

@testable import PipelineSchedules

@Suite("Replay with uniform times")
struct ReplayTests {
  /// Makespans of DeepSeek's published class with messages that cost nothing.
  ///
  /// First F = 1, B = 2, W = 1, FB = 3; then F = 1, B = 1.6, W = 0.6, FB = 2.3, with the idle time of
  /// a middle rank.
  static let published: [(Bool, Int, Int, Double, Double, Double)] = [
    (false, 2, 4, 12, 10.1, 0), (false, 4, 8, 26, 22, 2.1), (false, 4, 12, 38, 31.2, 2.1),
    (false, 6, 12, 40, 33.9, 4.2), (false, 8, 16, 54, 45.8, 6.3), (false, 8, 20, 66, 55, 6.3),
    (false, 16, 32, 110, 93.4, 14.7), (false, 16, 120, 374, 295.8, 14.7),
    (true, 4, 10, 66, 55, 6.3), (true, 8, 20, 134, 111.8, 14.7), (true, 16, 120, 750, 593.4, 31.5),
  ]

  @Test("DualPipe and DualPipeV take as long as the published class", arguments: published)
  func makespans(
    folded: Bool, ranks: Int, microbatches: Int, plain: Double, short: Double, idle: Double
  ) throws {
    let schedule =
      folded
      ? try PipelineSchedule.dualPipeV(ranks: ranks, microbatches: microbatches)
      : try PipelineSchedule.dualPipe(ranks: ranks, microbatches: microbatches)
    let first = ScheduleReplay(
      schedule, times: try ScheduleTimes(parsing: "F=1,B=2,I=1,W=1,FB=3"))
    #expect(isClose(first.makespan, plain))
    let second = ScheduleReplay(
      schedule, times: try ScheduleTimes(parsing: "F=1,B=1.6,I=1,W=0.6,FB=2.3"))
    #expect(isClose(second.makespan, short))
    #expect(isClose(second.idlePerRank[folded ? ranks - 1 : ranks / 2 - 1], idle))
  }

  @Test("DualPipe's outer ranks idle less by (H - 2 - h)(F + B - FB)", arguments: [4, 8, 16])
  func outerRanks(ranks: Int) throws {
    let schedule = try PipelineSchedule.dualPipe(ranks: ranks, microbatches: 2 * ranks + 4)
    let replay = ScheduleReplay(
      schedule, times: try ScheduleTimes(parsing: "F=1,B=1.6,I=1,W=0.6,FB=2.3"))
    let half = ranks / 2
    for distance in 0...half - 2 {
      let less = Double(half - 2 - distance) * (1 + 1.6 - 2.3)
      #expect(
        isClose(replay.idlePerRank[distance], replay.idlePerRank[half - 1] - less))
    }
  }

  @Test(
    "1F1B idles (p - 1)(F + B), of the step (p - 1)/(m + p - 1)",
    arguments: [(1, 4), (4, 8), (8, 24)])
  func oneForwardOneBackward(ranks: Int, microbatches: Int) throws {
    let replay = ScheduleReplay(
      try .oneForwardOneBackward(ranks: ranks, microbatches: microbatches),
      times: ScheduleTimes(forward: 1, backwardInput: 1.25, backwardWeight: 0.75))
    #expect(replay.idlePerRank.allSatisfy { isClose($0, Double(ranks - 1) * 3) })
    let share = Double(ranks - 1) / Double(microbatches + ranks - 1)
    #expect(isClose(replay.idleFraction, share))
    #expect(isClose(replay.bubbleFraction, share))
  }

  @Test("ZB-H1 idles (p - 1)(F + B - 2W)", arguments: [(4, 8), (8, 24)])
  func zeroBubbleH1(ranks: Int, microbatches: Int) throws {
    for weight in [1.0, 0.75] {
      let times = ScheduleTimes(forward: 1, backwardInput: 1, backwardWeight: weight)
      let replay = ScheduleReplay(
        try .zeroBubbleH1(ranks: ranks, microbatches: microbatches), times: times)
      let bubble = Double(ranks - 1) * (times.forward + times.backward - 2 * weight)
      #expect(isClose(replay.longestSpan - replay.usefulPerRank, bubble), "W = \(weight)")
    }
  }

  /// Tables 9 and 5 of arXiv:2401.10241, 8 ranks.
  ///
  /// Microbatches; F, I, W and comm in ms; chunks; rates of 1F1B, interleaved, ZB-H1, ZB-H2.
  static let table: [(Int, [Double], Int, [Double])] = [
    (24, [18.522, 18.086, 9.337, 0.601], 3, [0.2431, 0.1055, 0.1585, 0.1083]),
    (32, [18.513, 18.086, 9.331, 0.626], 3, [0.1985, 0.0818, 0.1242, 0.0837]),
    (64, [18.546, 18.097, 9.321, 0.762], 3, [0.1240, 0.0443, 0.0674, 0.0444]),
    (24, [29.718, 29.444, 19.927, 0.527], 4, [0.2347, 0.0808, 0.1323, 0.0698]),
  ]

  @Test("the bubble rates of the zero-bubble paper come out as printed", arguments: table)
  func zeroBubbleTable(
    microbatches: Int, measured: [Double], chunks: Int, rates: [Double]
  ) throws {
    let times = ScheduleTimes(
      forward: measured[0], backwardInput: measured[1], backwardWeight: measured[2],
      communication: measured[3])
    let names = ["1f1b", "interleaved-1f1b", "zb-h1", "zb-h2"]
    for (name, rate) in zip(names, rates) {
      let schedule = try ScheduleCatalog.schedule(
        named: name, ranks: 8, microbatches: microbatches, chunks: chunks)
      let isInterleaved = name == "interleaved-1f1b"
      let replay = ScheduleReplay(
        schedule, times: isInterleaved ? times.divided(by: chunks) : times)
      let tolerance = isInterleaved ? 0.004 : 0.00005
      #expect(abs(replay.zeroBubbleRate - rate) < tolerance, "\(name) \(replay.zeroBubbleRate)")
    }
  }

  @Test("a wait is exposed communication only from when its input was made")
  func attribution() throws {
    // Rank 0 waits from 2 on for the gradient of 1B0, made at 4.25 and there at 4.5.
    let schedule = try PipelineSchedule.oneForwardOneBackward(ranks: 2, microbatches: 2)
    let replay = ScheduleReplay(
      schedule,
      times: ScheduleTimes(
        forward: 1, backwardInput: 1, backwardWeight: 1, communication: 0.25))
    #expect(replay.starts[0] == [0, 1, 4.5, 7.5])
    #expect(replay.starts[1] == [1.25, 2.25, 4.25, 5.25])
    #expect(replay.exposedPipelinePerRank == [0.5, 0])
    #expect(replay.bubblePerRank == [3, 3.5])
    #expect(replay.makespan == 9.5)
    #expect(replay.spans == [9.5, 6])
  }

  @Test("every slot starts after its rank, its inputs and their messages, and at once")
  func definition() throws {
    let times = ScheduleTimes(
      forward: 1, backwardInput: 1.25, backwardWeight: 0.5, pair: 2.5, communication: 0.375)
    for entry in ScheduleCatalog.entries {
      let schedule = try entry.schedule(ranks: 4, microbatches: 8, chunks: 2)
      let replay = ScheduleReplay(schedule, times: times)
      // The oracle looks the ends of all actions up by their text and knows no graph.
      var ends: [String: Double] = [:]
      for rank in 0..<4 {
        for (index, slot) in schedule.programs[rank].enumerated() {
          for action in slot.actions {
            ends["\(action)"] = replay.ends[rank][index]
            if action.kind == .backward || action.kind == .backwardInput {
              ends["\(action.stage)B\(action.microbatch)"] = replay.ends[rank][index]
            }
          }
        }
      }
      for rank in 0..<4 {
        var free = 0.0
        for (index, slot) in schedule.programs[rank].enumerated() {
          var start = free
          for action in slot.actions where action.kind != .backwardWeight {
            let (stage, letter) =
              action.kind == .forward ? (action.stage - 1, "F") : (action.stage + 1, "B")
            guard stage >= 0, stage < schedule.stages else { continue }
            let other = schedule.rank(ofStage: stage, microbatch: action.microbatch)
            let end = ends["\(stage)\(letter)\(action.microbatch)"] ?? .infinity
            start = max(start, end + (other == rank ? 0 : times.communication))
          }
          #expect(replay.starts[rank][index] == start, "\(entry.name) \(slot)")
          free = start + times.duration(of: slot)
          #expect(replay.ends[rank][index] == free)
        }
      }
    }
  }

  private func isClose(_ a: Double, _ b: Double) -> Bool { abs(a - b) < 1e-9 * max(1, abs(b)) }
}
