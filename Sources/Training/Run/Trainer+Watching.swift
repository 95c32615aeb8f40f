internal import MPIRuntime

extension Trainer {
  /// Looks from now on whether this process gets on; nil where a run may take for ever.
  static func startWatchdog(_ settings: TrainingSettings, on world: Communicator) -> Watchdog? {
    guard let limit = settings.stallLimit else { return nil }
    let watchdog = Watchdog(
      WatchedProcess(
        process: world.rank, of: world.size, pipelineRanks: settings.pipelineRanks),
      limit: limit)
    watchdog.enter(.phase(.preparing))
    watchdog.start()
    return watchdog
  }

  /// Does a part of the run, in which the process may not stay for ever.
  func watched<Result>(_ phase: RunPhase, _ body: () throws -> Result) rethrows -> Result {
    watchdog?.enter(.phase(phase))
    defer { watchdog?.enter(.resting) }
    return try body()
  }

  /// Writes the state of a run that is to end before its last step; every process calls it.
  ///
  /// - Returns: As ``save()``.
  /// - Throws: As ``save()``.
  public func stop() throws -> Bool { try watched(.saving) { try save() } }

  /// Says that this process has nothing left to do but to end, when the others do: it is still watched
  /// then, until it is gone.
  ///
  /// What rank 0 has to write first may take four times the limit.
  public func finish() { watchdog?.lookOnUntilTheEnd() }
}
