public import MPIRuntime

/// The processes of a run as pipeline ranks times data ranks.
///
/// A data rank is a rank's place among those of one pipeline rank, which share its experts and have
/// microbatches of their own. Those are neighbours: the process of a pipeline rank p and a data rank d
/// is number p · data ranks + d.
public final class ProcessGrid {
  public let world: Communicator
  public let pipelineRanks: Int
  public let dataRanks: Int
  public let pipelineRank: Int
  public let dataRank: Int
  /// The processes that this one shares microbatches with, in the order of pipeline ranks.
  public let pipeline: Communicator
  /// The processes that this one shares experts with, in the order of data ranks.
  public let data: Communicator

  /// Arranges the processes; every one takes part.
  ///
  /// - Parameters:
  ///   - world: All processes of the run.
  ///   - pipelineRanks: Divides their number.
  /// - Throws: `ExecutionError` with code `wrongRankCount` on every process when it does not;
  ///   `MPIError` when a message fails.
  public init(_ world: Communicator, pipelineRanks: Int) throws {
    guard pipelineRanks > 0, world.size % pipelineRanks == 0 else {
      let accepted = (1...world.size).filter { world.size % $0 == 0 }.map(String.init)
      throw ExecutionError(
        code: .wrongRankCount,
        detail: "\(pipelineRanks) pipeline ranks on \(world.size) processes; "
          + "\(accepted.joined(separator: ", ")) are accepted, or a multiple of "
          + "\(max(1, pipelineRanks)) processes")
    }
    self.world = world
    self.pipelineRanks = pipelineRanks
    dataRanks = world.size / pipelineRanks
    (pipelineRank, dataRank) = world.rank.quotientAndRemainder(dividingBy: dataRanks)
    pipeline = try world.split(color: dataRank, key: pipelineRank) ?? world
    data = try world.split(color: pipelineRank, key: dataRank) ?? world
  }

  /// The number among all microbatches of a step of one of this process's pipeline.
  ///
  /// One process with all microbatches has them in the order of these numbers.
  ///
  /// - Parameter microbatch: Its number on the pipeline, from 0.
  /// - Returns: A number from 0; no two data ranks share one.
  public func globalNumber(ofMicrobatch microbatch: Int) -> Int {
    microbatch * dataRanks + dataRank
  }
}
