internal import LinearAlgebra
internal import MPIRuntime

extension Trainer {
  private static let sequencesKey = "sequences"

  /// Whether a checkpoint belongs behind the step that is done.
  var isCheckpointDue: Bool {
    guard let plan = settings.checkpoints else { return false }
    return stepsDone.isMultiple(of: plan.every) || stepsDone == settings.steps
  }

  /// Writes the state of the run, unless it is there already; every process calls it.
  ///
  /// - Returns: Whether there is a checkpoint of this step now: not without a folder for them.
  /// - Throws: `CheckpointError`, the same on every process; `MPIError` when a message fails.
  @discardableResult
  public func save() throws -> Bool {
    guard let store, let plan = settings.checkpoints else { return false }
    if savedStep == stepsDone { return true }
    var facts = RunFacts(settings).entries
    facts.merge(settings.fingerprints(text: text.fingerprint)) { $1 }
    facts[Self.sequencesKey] = "\(sequencesDone)"
    facts.merge(settings.changeableFacts) { $1 }
    facts[Self.gridKey] = gridName
    facts["schedule"] = settings.schedule.name
    let left = try store.save(
      step: stepsDone, pieces: pieces, facts: facts, keep: plan.keep,
      notCounting: refusedSteps.subtracting([stepsDone]), on: grid.world)
    refusedSteps.remove(stepsDone)
    if let left { notices.append("an older checkpoint stays: \(left)") }
    savedStep = stepsDone
    return true
  }

  /// Goes on from the newest checkpoint, or begins anew where there is none, good or not.
  ///
  /// - Throws: `RunError` with code `noCheckpoint` or `folderNotEmpty`, `CheckpointError`, the same on
  ///   every process; `MPIError` when a message fails.
  func begin(_ start: RunStart) throws {
    guard let store else {
      guard start != .resume else {
        throw RunError(
          code: .noCheckpoint, detail: "no folder of checkpoints is set; name one to go on from it")
      }
      return
    }
    // What is refused is refused before anything in the folder changes.
    try check(start, try store.search(on: grid.world), in: store)
    try store.prepare(on: grid.world)
    // Until the folder was this run's, another may have saved, and a replaced checkpoint has its own
    // name by now.
    let found = try store.search(on: grid.world)
    refusedFiles = found.refused
    try check(start, found, in: store)
    refusedSteps = found.refusedSteps
    guard let checkpoint = found.checkpoint else { return }
    try checkpoint.require(settings.fingerprints(text: text.fingerprint))
    if grid.world.rank == 0, let changes = settings.changes(since: checkpoint.facts) {
      notices.append(changes)
    }
    try restore(checkpoint)
  }

  /// Makes sure that what was found is what the run may start from.
  ///
  /// - Throws: `RunError` with code `noCheckpoint` or `folderNotEmpty`.
  private func check(
    _ start: RunStart, _ found: CheckpointSearch, in store: CheckpointStore
  ) throws(RunError) {
    let (checkpoint, refused) = (found.checkpoint, found.refused)
    switch start {
    case .fresh where checkpoint != nil || !refused.isEmpty:
      throw RunError(
        code: .folderNotEmpty,
        detail: "\(store.folder) holds checkpoints; an empty folder is accepted for a fresh run")
    case .resume where checkpoint == nil, .anyway where checkpoint == nil && !refused.isEmpty:
      // To begin anew among damaged ones would write over what may still be mended.
      throw RunError(
        code: .noCheckpoint,
        detail: "\(store.folder) holds no good checkpoint to go on from"
          + refused.map { "; \($0)" }.joined()
          + (refused.isEmpty ? "" : "; mend them, or begin anew with another folder (--output)"))
    default: break
    }
  }

  /// What this process adds to a checkpoint: each element of the model comes from one process.
  private var pieces: [CheckpointPiece] {
    var pieces: [CheckpointPiece] = []
    let values = Dictionary(
      uniqueKeysWithValues: worker.parameters.map { ($0.name, $0.value.values) })
    for shard in optimizer.shards {
      let range = shard.start..<shard.start + shard.elements.count
      if shard.moment == .first, let value = values[shard.parameter] {
        pieces.append(
          CheckpointPiece(
            tensor: shard.parameter, kind: .value, count: shard.count, start: shard.start,
            elements: .float(Array(value[range]))))
      }
      pieces.append(
        CheckpointPiece(
          tensor: shard.parameter, kind: shard.moment == .first ? .firstMoment : .secondMoment,
          count: shard.count, start: shard.start,
          elements: CheckpointPiece.Elements(shard.elements)))
    }
    let held = Set(
      groups.groups.filter { $0.holders[0] == grid.world.rank }.flatMap {
        $0.parameters.map(\.name)
      })
    for balance in worker.balances where held.contains(balance.name) {
      pieces.append(
        CheckpointPiece(
          tensor: balance.name, kind: .bias, count: balance.bias.count, start: 0,
          elements: .float(balance.bias)))
    }
    return pieces + historyPieces
  }

  /// Takes over the state of a checkpoint, on every process or on none.
  private func restore(_ checkpoint: Checkpoint) throws {
    try CheckpointAgreement.require(on: grid.world) { () throws(CheckpointError) in
      let pieces = try checkpoint.read(Set(worker.parameters.map(\.name)))
      try worker.takeWeights(pieces)
      try restoreHistories(checkpoint)
      do throws(OptimizerError) {
        try optimizer.restore(pieces.compactMap(MomentShard.init), steps: checkpoint.step)
      } catch {
        throw CheckpointError(
          code: .elementsMissing, detail: "\(checkpoint.folder): \(error.detail)")
      }
    }
    guard let sequences = checkpoint.facts[Self.sequencesKey].flatMap({ Int($0) }) else {
      throw CheckpointError(
        code: .factsDiffer,
        detail: "\(checkpoint.folder): \(Self.sequencesKey) is missing; expected how many were read"
      )
    }
    sequencesDone = sequences
    stepsDone = checkpoint.step
    resumedStep = checkpoint.step
    savedStep = checkpoint.step
  }
}

extension CheckpointPiece.Elements {
  fileprivate init(_ elements: MomentShard.Elements) {
    switch elements {
    case .float(let numbers): self = .float(numbers)
    case .bfloat16(let patterns): self = .bfloat16(patterns)
    }
  }
}

extension MomentShard {
  /// Nil for a piece that is no moment.
  fileprivate init?(_ piece: CheckpointPiece) {
    let moment: Moment
    switch piece.kind {
    case .firstMoment: moment = .first
    case .secondMoment: moment = .second
    case .value, .bias, .history: return nil
    }
    let elements: Elements
    switch piece.elements {
    case .float(let numbers): elements = .float(numbers)
    case .bfloat16(let patterns): elements = .bfloat16(patterns)
    }
    self.init(
      parameter: piece.tensor, moment: moment, count: piece.count, start: piece.start,
      elements: elements)
  }
}
