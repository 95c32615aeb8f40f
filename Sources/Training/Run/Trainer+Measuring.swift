internal import MPIRuntime

extension Trainer {
  /// When the ranks of a pipeline computed and waited in the last steps of one schedule, 32 at most.
  ///
  /// Every process calls it.
  ///
  /// - Returns: On rank 0 the steps of the first pipeline, without the very first step of a run, which
  ///   takes longer; none elsewhere.
  /// - Throws: `MPIError` when a message fails.
  public func measuredSteps() throws -> [MeasuredStep] {
    guard let schedule = recorder.schedule else { return [] }
    let records = recorder.records
    let steps = try watched(.measuring) {
      try records.dropFirst(records.count > 1 ? 1 : 0).compactMap {
        try MeasuredStep.gather(schedule, $0, on: grid.pipeline)
      }
    }
    return grid.world.rank == 0 ? steps : []
  }
}
