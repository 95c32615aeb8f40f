/// A process as the messages of its watchdog name it: by its place in the pipeline, and among data
/// ranks where there are several.
struct WatchedProcess: Hashable, Sendable {
  /// Of the schedule.
  let rank: Int
  /// What stands before "is stalled".
  let subject: String
  /// Neighbouring processes that share a pipeline rank.
  private let dataRanks: Int

  /// A process that plays a schedule.
  ///
  /// - Parameters:
  ///   - rank: Of the schedule.
  ///   - ranks: Of the schedule.
  ///   - place: Among the processes of that rank, such as "data rank 1 of 4"; nil for one alone.
  init(rank: Int, of ranks: Int, place: String? = nil) {
    self.rank = rank
    subject = "rank \(rank) of \(ranks)" + (place.map { ", \($0)," } ?? "")
    dataRanks = 1
  }

  /// A process of a training run, which may not have been arranged yet.
  ///
  /// - Parameters:
  ///   - process: Of all, from 0.
  ///   - processes: All of the run; where the pipeline ranks do not divide them, they are named by their
  ///     numbers.
  ///   - pipelineRanks: Asked for.
  init(process: Int, of processes: Int, pipelineRanks: Int) {
    let isGrid = pipelineRanks > 0 && processes % pipelineRanks == 0
    dataRanks = isGrid ? processes / pipelineRanks : 1
    rank = process / dataRanks
    let place = dataRanks > 1 ? ", data rank \(process % dataRanks) of \(dataRanks)," : ""
    subject = "rank \(rank) of \(processes / dataRanks)\(place)"
  }

  /// What another process of the run is called.
  func name(ofProcess process: Int) -> String {
    let rank = "rank \(process / dataRanks)"
    return dataRanks == 1 ? rank : "\(rank) (data rank \(process % dataRanks))"
  }
}
