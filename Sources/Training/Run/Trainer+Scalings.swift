internal import MPIRuntime

extension Trainer {
  static let gridKey = "grid"

  /// The grid as checkpoints name it.
  var gridName: String {
    "\(grid.pipelineRanks) pipeline x \(grid.dataRanks) data ranks"
  }

  /// What scalings by history add to this process's part of a checkpoint; nothing in other precisions.
  var historyPieces: [CheckpointPiece] {
    worker.linears.flatMap { linear in
      linear.scalings.map {
        ScalingHistories.piece(of: $0.name, rank: grid.world.rank, $0.state)
      }
    }
  }

  /// Goes on with the histories of a checkpoint, in precisions that have any.
  ///
  /// - Throws: `CheckpointError` with code `elementsMissing`, which names a history that no rank wrote or
  ///   that is none, or as reading does.
  func restoreHistories(_ checkpoint: Checkpoint) throws(CheckpointError) {
    let names = worker.linears.flatMap { $0.scalings.map(\.name) }
    guard !names.isEmpty else { return }
    let wanted = ScalingHistories.pieceNames(of: names, writers: checkpoint.ranks)
    let isSameGrid = checkpoint.facts[Self.gridKey] == gridName
    let histories = try ScalingHistories(
      checkpoint.read(wanted), writers: checkpoint.ranks,
      preferred: isSameGrid ? grid.world.rank : nil)
    for linear in worker.linears {
      try linear.resumeScalings(histories.state)
    }
  }
}

extension ModelWorker {
  /// All linear layers of this rank, in the order of the model.
  var linears: [Linear] { units.joined().flatMap(\.linears) }
}
