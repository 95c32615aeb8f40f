internal import Quantities
public import Timelines

/// Where the step of every GPU goes: a header, then one row a GPU, in whole picoseconds.
public struct GPUSharesCSV: Sendable, CustomStringConvertible {
  private let shares: [[StepShares]]

  /// - Parameter shares: `[pipeline rank][lane]`
  public init(_ shares: [[StepShares]]) { self.shares = shares }

  public var description: String {
    let parts = [
      "computing", "bubble", "exposedExpert", "exposedPipeline", "optimizer", "expertWait",
    ]
    var text =
      "gpu,pipelineRank,lane," + parts.map { $0 + "Picoseconds" }.joined(separator: ",") + "\n"
    var gpu = 0
    for (rank, lanes) in shares.enumerated() {
      for (lane, share) in lanes.enumerated() {
        let parts = [
          share.computing, share.bubble, share.exposedExpert, share.exposedPipeline,
          share.optimizer, share.expertWait,
        ]
        text += "\(gpu),\(rank),\(lane),"
        text += parts.map { String($0.picoseconds) }.joined(separator: ",") + "\n"
        gpu += 1
      }
    }
    return text
  }
}
