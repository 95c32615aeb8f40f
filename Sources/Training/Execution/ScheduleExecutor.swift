import LinearAlgebra
public import MPIRuntime
public import PipelineSchedules

/// Plays one rank's program of a schedule, step by step, with real messages to the other ranks.
///
/// Receives are posted slots ahead and sends do not block, so that a schedule without a cycle, which
/// every `PipelineSchedule` is, never deadlocks. Between the segments of a pass, and while it waits,
/// the rank lets MPI make progress; the two passes of an overlapped pair take turns, segment by
/// segment.
public final class ScheduleExecutor {
  public let schedule: PipelineSchedule
  /// The pipeline rank that this process plays.
  public let rank: Int
  /// The clock that all ranks share.
  public let clock: RankClock

  let worker: any StageWorker
  let traffic: BoundaryTraffic
  let watchdog: Watchdog?
  /// Slots whose receives are posted before they are played.
  let slotsAhead: Int
  /// The next slot whose receives are to be posted.
  var nextPosted = 0

  /// How long ranks that start together give each other to be there.
  private static let startMargin: Int64 = 20_000_000

  /// Agrees with the other ranks on what is to be played; every rank takes part.
  ///
  /// - Parameters:
  ///   - schedule: The same on every rank, for as many ranks as there are processes.
  ///   - worker: Holds the stages of this rank.
  ///   - communicator: The processes of the pipeline, in the order of its ranks.
  ///   - stallLimit: How long a segment or a wait may take before the rank reports what it waits for
  ///     on standard error and the job ends with exit code 70; nil for ever.
  ///   - slotsAhead: How many slots before its turn the receives of a slot are posted, at least 0.
  /// - Throws: `ExecutionError` on every rank with code `schedulesDiffer`, `wrongRankCount` or
  ///   `shapesDiffer`; `MPIError` when a message fails.
  public convenience init(
    _ schedule: PipelineSchedule, worker: any StageWorker, on communicator: Communicator,
    stallLimit: Duration? = .seconds(120), slotsAhead: Int = 4
  ) throws {
    let watchdog = stallLimit.map {
      Watchdog(
        WatchedProcess(
          rank: communicator.rank, of: schedule.ranks, place: worker.wait?.name), limit: $0)
    }
    watchdog?.start()
    try self.init(
      schedule, worker: worker, on: communicator, watchdog: watchdog, slotsAhead: slotsAhead)
  }

  /// The same under a watchdog that looks already, which is told what the rank is at.
  init(
    _ schedule: PipelineSchedule, worker: any StageWorker, on communicator: Communicator,
    watchdog: Watchdog?, slotsAhead: Int = 4
  ) throws {
    watchdog?.enter(.beginning)
    defer { watchdog?.enter(.resting) }
    precondition(slotsAhead >= 0, "\(slotsAhead) slots ahead")
    try RunAgreement.require(schedule, shape: worker.boundaryShape, on: communicator)
    // Tags of its own: what else travels on the communicator of the caller cannot be mistaken.
    let own = try communicator.split(color: 0, key: communicator.rank) ?? communicator
    self.schedule = schedule
    self.worker = worker
    self.slotsAhead = slotsAhead
    rank = communicator.rank
    clock = try RankClock(agreedOn: own)
    traffic = BoundaryTraffic(schedule, shape: worker.boundaryShape, clock: clock, on: own)
    self.watchdog = watchdog
    watchdog?.plays(schedule, noting: worker.wait)
  }

  /// Plays the program once; every rank takes part.
  ///
  /// The shape of what travels may be another one than in the step before, if it is so on all ranks.
  ///
  /// - Parameter together: Whether the ranks first agree on a moment, a fiftieth of a second ahead,
  ///   at which all begin. Else each begins at once.
  /// - Returns: When this rank computed and waited, and for what.
  /// - Throws: What the worker throws; `ExecutionError` with code `shapesDiffer` on every rank where
  ///   the workers' shapes do, with `wrongOutput` where a pass gives nothing to the neighbour that
  ///   waits for it, or a matrix of another shape; `MPIError` when a message fails. The executor
  ///   cannot be used any more then.
  public func play(together: Bool = false) throws -> RankRecord {
    defer { watchdog?.enter(.resting) }
    do {
      watchdog?.enter(.beginning)
      try RunAgreement.require(worker.boundaryShape, on: traffic.communicator)
      traffic.shape = worker.boundaryShape
      nextPosted = 0
      try post(through: slotsAhead)
      var record = RankRecord(rank: rank, began: try begin(together))
      record.slots.reserveCapacity(schedule.programs[rank].count)
      for slot in schedule.programs[rank].indices { try play(slot, into: &record) }
      try handOver()
      return record
    } catch {
      traffic.abandon()
      throw error
    }
  }

  private func begin(_ together: Bool) throws -> Int64 {
    guard together else { return clock.now }
    let ready = try traffic.communicator.allReduce([clock.now], .max)
    let moment = (ready.first ?? 0) + Self.startMargin
    MonotonicClock.sleep(until: moment - clock.offset)
    return moment
  }

  /// Posts the receives of all slots up to one.
  func post(through last: Int) throws {
    let program = schedule.programs[rank]
    while nextPosted <= last, nextPosted < program.count {
      for action in program[nextPosted].actions {
        if let input = Boundary.input(of: action, stages: schedule.stages) {
          try traffic.post(input)
        }
      }
      nextPosted += 1
    }
  }

  /// Waits until all sends are done, so that the next step may use their tags again.
  private func handOver() throws {
    var pause = Pause()
    var left = 0
    while let message = traffic.unsent.first {
      if left != traffic.unsent.count {
        left = traffic.unsent.count
        watchdog?.enter(.handingOver(message.boundary, to: message.receiver))
      }
      try traffic.progress()
      if !traffic.unsent.isEmpty { pause.rest() }
    }
  }
}
