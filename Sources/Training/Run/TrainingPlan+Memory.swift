internal import PipelineSchedules
internal import Quantities
internal import TransformerModels

extension TrainingPlan {
  private static let float = 4
  /// Messages between stages that may be on their way beside each other.
  private static let messagesOnTheirWay = 8
  /// What no machine has, in bytes; larger parts count as this, so that sums over ranks stay numbers.
  private static let most = 0x1p48

  /// What one process needs at its peak.
  ///
  /// - Parameter process: From 0 to below all processes of the run.
  /// - Returns: By the rule of ``MemoryEstimate``.
  /// - Complexity: O(slots of the rank + units of the model)
  public func memory(ofProcess process: Int) -> MemoryEstimate {
    let rank = process / dataRanks
    let held = HeldElements(rank, of: self)
    let moment = settings.optimizer.moments == .bf16 ? 2 : Self.float
    return MemoryEstimate(
      weights: bytes(2 * Self.float, held.all),
      moments: bytes(2 * moment, held.share),
      copies: copies(of: held),
      activations: activations(onRank: rank),
      messages: bytes(Self.float, held.longestRow + held.sharedShare) + boundaries,
      checkpoint: settings.checkpoints == nil ? .zero : bytes(Self.float + 2 * moment, held.share))
  }

  private func bytes(_ each: Int, _ elements: Double) -> Bytes {
    Bytes(roundingUp: min(Double(each) * elements, Self.most))
  }

  private func copies(of held: HeldElements) -> Bytes {
    switch settings.model.precision {
    case .fp32: .zero
    case .fp8(let recipe) where recipe.scaling.isTiles:
      bytes(1, held.layers) + bytes(Self.float, held.tokens)
    case .bf16, .fp8: bytes(Self.float, held.all)
    }
  }

  private func activations(onRank rank: Int) -> Bytes {
    let all = (0..<schedule.stages).map { StageMemory($0, layout, of: settings.model) }
    let live = schedule.peakLiveByStage(onRank: rank, sizes: all.map { Int64($0.kept) })
    let kept = live.reduce(0.0) { $0 + Double(all[$1.stage].kept) * Double($1.live) }
    let work = schedule.stages(onRank: rank).map { all[$0].work }.max() ?? 0
    let pending = Double(work) * Double(max(1, schedule.peakPendingWeights(onRank: rank)))
    return bytes(1, tokens * (kept + pending))
  }

  private var boundaries: Bytes {
    guard schedule.ranks > 1 else { return .zero }
    let hidden = Double(settings.model.architecture.hiddenSize)
    return bytes(Self.messagesOnTheirWay * Self.float, tokens * hidden)
  }

  /// Of a microbatch.
  private var tokens: Double {
    Double(settings.batch.microbatch) * Double(settings.batch.sequenceLength)
  }
}

extension EightBitRecipe.Scaling {
  /// Whether tensors are kept in eight-bit codes.
  var isTiles: Bool { if case .tiles = self { true } else { false } }
}

/// Elements of weights that a pipeline rank holds on each of its data ranks, in expectation.
private struct HeldElements {
  /// Of layers, without embedding and head.
  var layers = 0.0
  /// Of embedding and head.
  var tokens = 0.0
  /// Those whose moments are this process's.
  var share = 0.0
  /// Those of them that other processes hold too.
  var sharedShare = 0.0
  /// Of the longest group of weights that goes through one message.
  var longestRow = 0.0

  var all: Double { layers + tokens }

  init(_ rank: Int, of plan: TrainingPlan) {
    let architecture = plan.settings.model.architecture
    let ranks = (0..<plan.schedule.ranks).map { Set(plan.schedule.stages(onRank: $0)) }
    let dataRanks = Double(plan.dataRanks)
    var (hasEmbedding, hasHead) = (false, false)
    var (denseRow, routedRow) = (0.0, 0.0)
    for number in ranks[rank].sorted() {
      let stage = StageMemory(number, plan.layout, of: plan.settings.model)
      let copies = Double(ranks.count { $0.contains(number) })
      let routed = Double(stage.routed) / dataRanks
      layers += Double(stage.dense) + routed
      denseRow += add(Double(stage.dense), holders: copies * dataRanks)
      routedRow += add(routed, holders: copies)
      hasEmbedding = hasEmbedding || stage.hasEmbedding
      hasHead = hasHead || stage.hasHead
    }
    let matrices =
      architecture.tiedEmbedding
      ? (hasEmbedding || hasHead ? 1 : 0) : (hasEmbedding ? 1 : 0) + (hasHead ? 1 : 0)
    tokens = Double(matrices * architecture.embeddingParameters)
    denseRow += add(tokens, holders: dataRanks)
    longestRow = max(denseRow, routedRow)
  }

  /// Takes the share of some weights.
  ///
  /// - Returns: What of them goes through messages: all, or nothing.
  private mutating func add(_ elements: Double, holders: Double) -> Double {
    share += elements / holders
    guard holders > 1 else { return 0 }
    sharedShare += elements / holders
    return elements
  }
}
