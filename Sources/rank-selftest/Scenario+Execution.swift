import LinearAlgebra
import MPIRuntime
import PipelineSchedules
import Quantities
import Timelines
import Training

extension Scenario {
  static let execution = [
    Scenario("plays") { world in
      for name in ScheduleCatalog.names where TimedStep.exists(name, ranks: world.size) {
        // Short messages travel at once, long ones only while both sides let MPI make progress.
        for (columns, slotsAhead) in [(1, 0), (16, 4), (65_536, 2)] {
          var step = try TimedStep(name, ranks: world.size, secondsPerUnit: 1e-9)
          step.boundaryShape = (4, columns)
          let executor = try step.executor(on: world, slotsAhead: slotsAhead)
          for _ in 0..<2 {
            let record = try executor.play()
            let slots = step.schedule.programs[world.rank]
            try expect(record.slots.count, is: slots.count, "slots of \(name)")
            try expectOrder(record)
          }
        }
      }
    },
    Scenario("plays-own") { world in
      // Two microbatches that turn round at the last rank, each rank's stages in no usual order.
      let last = world.size - 1
      let programs = (0...last).map { rank -> [ScheduleSlot] in
        let back = 2 * last + 1 - rank
        return [
          "\(rank)F1", "\(rank)F0", "\(back)F1", "\(back)F0", "\(back)B0", "\(back)B1",
          "\(rank)B0", "\(rank)B1",
        ].compactMap(ScheduleSlot.init)
      }
      let csv = try PipelineSchedule(name: "own", programs: programs).csv
      let schedule = try PipelineSchedule(csv: csv, name: "csv:own")
      let worker = try TimedWorker(
        schedule, rank: world.rank, times: ScheduleTimes(), secondsPerUnit: 1e-6,
        boundaryShape: (2, 2))
      let record = try ScheduleExecutor(schedule, worker: worker, on: world).play(together: true)
      let step = try MeasuredStep.gather(schedule, record, on: world)
      try expect(step != nil, is: world.rank == 0, "a step on rank 0 alone")
      if let step { try expectParts(step) }
    },
    Scenario("clock") { world in
      let clock = try RankClock(agreedOn: world, measures: true)
      // All ranks read the same clock here, so that what is found differs by its error alone.
      guard abs(clock.offset) <= clock.roundTrip / 2 + 1 else {
        throw Unexpected(description: "\(clock.offset) ns off in \(clock.roundTrip) ns")
      }
      try expect(try RankClock(agreedOn: world).offset, is: 0, "offset on one machine")
    },
    Scenario("schedules-differ") { world in
      let names = ["1f1b", "gpipe"]
      try expectDisagreement(.schedulesDiffer, world, naming: names) { rank in
        try TimedStep(names[rank == 0 ? 0 : 1], ranks: world.size, secondsPerUnit: 1e-9)
      }
    },
    Scenario("shapes-differ") { world in
      try expectDisagreement(.shapesDiffer, world, naming: ["4 x 64", "4 x 65"]) { rank in
        var step = try TimedStep("1f1b", ranks: world.size, secondsPerUnit: 1e-9)
        if rank == world.size - 1 { step.boundaryShape = (4, 65) }
        return step
      }
    },
    Scenario("ranks-missing") { world in
      try expectDisagreement(
        .wrongRankCount, world, naming: ["\(world.size + 1) ranks", "\(world.size) processes"]
      ) { _ in try TimedStep("1f1b", ranks: world.size + 1, secondsPerUnit: 1e-9) }
    },
  ]

  /// Slots follow each other, and inside a slot its times do.
  private static func expectOrder(_ record: RankRecord) throws {
    var free = record.began
    for slot in record.slots {
      let times = [free, slot.free, slot.made, slot.start, slot.end]
      try expect(times, is: times.sorted(), "order of the times of a slot")
      free = slot.end
    }
  }

  /// Every rank's parts add up to the step.
  private static func expectParts(_ step: MeasuredStep) throws {
    for shares in step.timeline.replicaShares {
      try expect(shares.total, is: step.timeline.step, "sum of the parts")
    }
    let sorted = step.timeline.events.map { ($0.rank, $0.stream.rawValue, $0.start) }
    for (first, second) in zip(sorted, sorted.dropFirst()) {
      try expect(first <= second, is: true, "order of events")
    }
  }

  /// Every rank gets the same error, which names what differs.
  private static func expectDisagreement(
    _ code: ExecutionError.Code, _ world: Communicator, naming: [String],
    _ step: (Int) throws -> TimedStep
  ) throws {
    do {
      _ = try step(world.rank).executor(on: world)
    } catch let error as ExecutionError {
      try expect(error.code, is: code, "code")
      for text in naming { try expect(error.detail.contains(text), is: true, error.detail) }
      let details = try world.allGather(Array(error.detail.utf8))
      return try expect(Set(details).count, is: 1, "different details")
    }
    throw Unexpected(description: "no error, expected \(code)")
  }
}
