import PipelineSchedules

extension InputError {
  /// Puts the option that a value comes from in front of what is wrong with it.
  ///
  /// - Throws: `InputError` in place of the schedule's error.
  static func naming<Result>(
    _ option: String, _ body: () throws(ScheduleError) -> Result
  ) throws(InputError) -> Result {
    do throws(ScheduleError) {
      return try body()
    } catch {
      throw InputError("\(option): \(error.detail)")
    }
  }
}
