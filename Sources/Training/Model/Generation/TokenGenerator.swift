internal import LinearAlgebra
internal import TransformerModels

/// Generates text greedily, token by token, with a cache of compressed keys and values.
public final class TokenGenerator {
  /// Tokens that fit into the cache.
  public let capacity: Int
  /// Tokens read so far.
  public private(set) var count = 0
  private let worker: ModelWorker
  private let units: [any Unit]
  private let form: AttentionForm
  private var caches: [LatentCache] = []

  /// Prepares to generate from a model.
  ///
  /// - Parameters:
  ///   - worker: Holds all stages; its weights are used as they are at each call.
  ///   - form: How attention computes.
  ///   - capacity: Tokens of prompt and text together; at least 1.
  /// - Throws: `TrainingError` with code `outOfOrder` when stages or experts are on other ranks,
  ///   `shapesDisagree` for a capacity below 1.
  public init(
    _ worker: ModelWorker, form: AttentionForm = .absorbed, capacity: Int
  ) throws(TrainingError) {
    let experts = worker.configuration.architecture.experts?.routed ?? 0
    guard worker.stages.count == worker.units.count, worker.parts.exchange.experts.count == experts
    else {
      throw TrainingError(
        code: .outOfOrder,
        detail: "stages \(worker.stages) of \(worker.units.count) and experts "
          + "\(worker.parts.exchange.experts) of \(experts); all are needed on one rank")
    }
    guard capacity > 0 else {
      throw TrainingError(
        code: .shapesDisagree, detail: "room for \(capacity) tokens; at least 1 is accepted")
    }
    self.worker = worker
    self.form = form
    self.capacity = capacity
    // The prediction modules stand behind the layers and before the head.
    let all = worker.units.joined()
    units = all.prefix { !($0 is PredictionStart) && !($0 is HeadUnit) } + all.suffix(1)
    caches = units.compactMap { unit in
      (unit as? AttentionUnit).map { LatentCache(shape: $0.attention.shape, capacity: capacity) }
    }
  }

  /// Bytes that the cache keeps for the tokens so far, in FP32.
  public var cacheBytes: Int {
    caches.reduce(0) { $0 + $1.count * $1.valuesPerToken * MemoryLayout<Float>.size }
  }

  /// Reads a prompt behind what was read before, and continues it with the likeliest tokens.
  ///
  /// - Parameters:
  ///   - prompt: At least one token.
  ///   - length: Tokens to generate, at least 0.
  /// - Returns: The generated tokens; the last of them is not read into the cache.
  /// - Throws: `TrainingError` with code `shapesDisagree` when the capacity does not suffice or a token
  ///   is not in the vocabulary, or as the layers do.
  public func generate(prompt: [Int32], length: Int) throws(TrainingError) -> [Int32] {
    var text: [Int32] = []
    var unread = prompt
    while text.count < length {
      let logits = try read(unread)
      let next = LayerKernels.greatestColumn(of: logits, row: logits.rows - 1)
      text.append(Int32(next))
      unread = [Int32(next)]
    }
    return text
  }

  /// Reads tokens into the cache.
  ///
  /// - Parameter tokens: At least one.
  /// - Returns: `[tokens, vocabulary]`, the logits of the token behind each.
  /// - Throws: `TrainingError` as for a prompt.
  func read(_ tokens: [Int32]) throws(TrainingError) -> Matrix {
    guard !tokens.isEmpty, count + tokens.count <= capacity else {
      throw TrainingError(
        code: .shapesDisagree,
        detail: "\(tokens.count) tokens behind \(count); 1 ... \(capacity - count) are accepted")
    }
    // The token to be predicted is not known; it has no bearing on the forward.
    let microbatch = try Microbatch(sequences: 1, length: tokens.count, tokens: tokens + [0])
    try worker.checkTokens([0: microbatch])
    let table = try worker.table(positions: count..<count + tokens.count)
    let context = MicrobatchContext(microbatch, table: table, tokenFactor: 0, isTraining: false)
    var flow = Flow()
    var layer = 0
    for unit in units {
      if let unit = unit as? AttentionUnit {
        flow.hidden = try attend(unit, try flow.take(), table, &caches[layer])
        layer += 1
      } else if let unit = unit as? HeadUnit {
        count += tokens.count
        return try unit.head.logits(try flow.take()).0
      } else {
        let pass = unit.makePass()
        while try pass.forward(&flow, context) == .exchanging {}
      }
    }
    throw TrainingError(code: .outOfOrder, detail: "a model without a head")
  }

  private func attend(
    _ unit: AttentionUnit, _ x: Matrix, _ table: RotaryTable, _ cache: inout LatentCache
  ) throws(TrainingError) -> Matrix {
    let attention = CachedAttention(attention: unit.attention, form: form)
    var y = try attention.attend(unit.norm.forward(x).y, cache: &cache, table: table)
    LayerKernels.add(x, to: &y)
    unit.norm.arithmetic.round(&y)
    return y
  }
}
