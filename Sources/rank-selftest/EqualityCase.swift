import PipelineSchedules

/// A schedule on a grid.
struct EqualityCase {
  let schedule: PipelineSchedule
  let layout: StageLayout
  let dataRanks: Int

  static let names = ScheduleCatalog.names + ["csv:own"]

  /// All that exist for so many processes: schedules that do not take as many pipeline ranks or
  /// microbatches, or have more stages than the model has layers for, are left out.
  ///
  /// - Parameters:
  ///   - names: Of the catalogue, or `csv:own`.
  ///   - processes: Pipeline ranks times data ranks.
  ///   - model: Whose microbatches the data ranks share.
  ///   - most: The most data ranks of a grid.
  /// - Returns: By grid, fewest pipeline ranks first, then in the order of the names.
  static func all(
    _ names: [String], processes: Int, _ model: EqualityModel, dataRanks most: Int
  ) -> [EqualityCase] {
    let grids = (1...processes).filter { processes % $0 == 0 && processes / $0 <= most }
    return grids.flatMap { ranks in
      names.compactMap { name in
        let data = processes / ranks
        guard let schedule = try? schedule(name, ranks, model.microbatches / data),
          let layout = model.layout(stages: schedule.stages)
        else { return nil }
        return EqualityCase(schedule: schedule, layout: layout, dataRanks: data)
      }
    }
  }

  var description: String { "\(schedule.name) \(grid)" }

  /// Pipeline ranks times data ranks: `4x2`.
  var grid: String { "\(schedule.ranks)x\(dataRanks)" }

  private static func schedule(
    _ name: String, _ ranks: Int, _ microbatches: Int
  ) throws -> PipelineSchedule {
    guard name == "csv:own" else {
      return try ScheduleCatalog.schedule(named: name, ranks: ranks, microbatches: microbatches)
    }
    // A schedule of one's own turns round at the last rank, with microbatches in falling order.
    let programs = (0..<ranks).map { rank -> [ScheduleSlot] in
      let back = 2 * ranks - 1 - rank
      let falling = (0..<microbatches).reversed()
      let texts =
        falling.map { "\(rank)F\($0)" } + falling.map { "\(back)F\($0)" }
        + (0..<microbatches).map { "\(back)B\($0)" } + (0..<microbatches).map { "\(rank)B\($0)" }
      return texts.compactMap(ScheduleSlot.init)
    }
    let csv = try PipelineSchedule(name: name, programs: programs).csv
    return try PipelineSchedule(csv: csv, name: name)
  }
}
