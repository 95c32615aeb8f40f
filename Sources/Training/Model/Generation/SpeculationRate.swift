internal import LinearAlgebra

/// How often the prediction module foresees what the model itself says next.
public struct SpeculationRate: Hashable, Sendable {
  /// Tokens that the module proposed.
  public internal(set) var proposed = 0
  /// Those that the model would have chosen too.
  public internal(set) var accepted = 0

  public init() {}

  /// Accepted over proposed; 0 where nothing was proposed.
  public var rate: Double { proposed == 0 ? 0 : Double(accepted) / Double(proposed) }

  /// Tokens for each run of the model when each run checks one proposal: 1 and the rate.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 5.4.3.
  public var tokensPerRun: Double { 1 + rate }

  /// How much faster text comes than without proposals, when each run of the model comes with one of
  /// the module.
  ///
  /// A run of the model is taken to last as long for two tokens as for one, which holds where reading
  /// the weights is what takes time.
  ///
  /// - Parameter moduleCost: A run of the module over one of the model, from 0.
  /// - Returns: 1 where nothing is gained.
  public func speedUp(moduleCost: Double) -> Double { tokensPerRun / (1 + moduleCost) }

  public static func += (sum: inout SpeculationRate, other: SpeculationRate) {
    sum.proposed += other.proposed
    sum.accepted += other.accepted
  }
}

extension ModelWorker {
  /// Compares what the first prediction module proposes on a text with what the model chooses.
  ///
  /// At each position but the last of a sequence the module proposes the token behind the next; it is
  /// accepted where the model, one position on, ranks it first.
  ///
  /// - Parameter microbatch: Text that the model was not trained on.
  /// - Returns: The counts; none proposed where the model has no module.
  /// - Throws: `TrainingError` with code `outOfOrder` when stages are on other ranks, or as the layers
  ///   do.
  public func speculationRate(on microbatch: Microbatch) throws(TrainingError) -> SpeculationRate {
    guard stages.count == units.count else {
      throw TrainingError(
        code: .outOfOrder, detail: "stages \(stages) of \(units.count); all are needed")
    }
    try checkTokens([0: microbatch])
    let context = MicrobatchContext(
      microbatch, table: try table(positions: 0..<microbatch.length), tokenFactor: 0,
      isTraining: false)
    var flow = Flow()
    var (proposals, choices): ([Int], [Int]) = ([], [])
    for unit in units.joined() {
      if let end = unit as? PredictionEnd, end.number == 0, let hidden = flow.hidden {
        proposals = greatest(try end.head.logits(hidden).0)
      }
      if let end = unit as? HeadUnit, let hidden = flow.hidden {
        choices = greatest(try end.head.logits(hidden).0)
      }
      let pass = unit.makePass()
      while try pass.forward(&flow, context) == .exchanging {}
    }
    var rate = SpeculationRate()
    for row in proposals.indices where (row + 1) % microbatch.length != 0 {
      rate.proposed += 1
      if proposals[row] == choices[row + 1] { rate.accepted += 1 }
    }
    return rate
  }

  private func greatest(_ logits: Matrix) -> [Int] {
    (0..<logits.rows).map { LayerKernels.greatestColumn(of: logits, row: $0) }
  }
}
