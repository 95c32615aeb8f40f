import ExpertParallelism
import FloatFormats
import MPIRuntime
import TokenExchange

/// Dispatch and combine beside one MPI_Alltoallv of the same bytes, in one run.
struct SpeedBenchmark {
  private let world: Communicator
  private let exchange: TokenExchange
  private let tokens: SyntheticTokens
  private let rows: [BFloat16]
  private let layout: DispatchLayout

  init(_ world: Communicator, ranksPerNode: Int) throws {
    self.world = world
    exchange = try TokenExchange(
      ExchangeSettings(
        experts: 256, hidden: 7_168, selections: 8, ranksPerNode: ranksPerNode), over: world)
    tokens = SyntheticTokens(
      rank: world.rank, count: 4_096, hidden: 7_168, experts: 256, selections: 8)
    rows = tokens.rows
    layout = try DispatchLayout(topK: tokens.ids, tokens: tokens.count, grid: exchange.grid)
  }

  func run(rounds: Int) throws {
    let settings = exchange.settings
    var best = Best()
    let memory = Memory()
    var all = try AllToAll(
      world, rows: layout.tokensPerRank, width: settings.bytesPerDispatchedRow(.bfloat16))
    // Two rounds more, to touch all memory.
    for round in -2..<rounds {
      let exchanged = try time { try all.run(world) }
      let dispatched = try time { try dispatch(memory) }
      memory.copyRows()
      let combined = try time { try combineShared(memory) }
      let withCopy = try time { try combineArray(memory) }
      if round >= 0 { best.take(exchanged, dispatched, combined, withCopy) }
    }
    try report(best)
  }

  private func dispatch(_ memory: Memory) throws {
    let received = try exchange.dispatch(rows, ids: tokens.ids, weights: tokens.weights)
    memory.handle = received.handle
    memory.received = received.takeRows()
  }

  /// The experts have written to the rows that came.
  private func combineShared(_ memory: Memory) throws {
    guard let handle = memory.handle, let rows = memory.received.take() else { return }
    memory.sums = try exchange.combine(rows, handle: handle, reusing: memory.takeSums()).rows
  }

  /// The experts have written elsewhere.
  private func combineArray(_ memory: Memory) throws {
    guard let handle = memory.handle else { return }
    memory.sums = try exchange.combine(
      memory.copied, handle: handle, reusing: memory.takeSums()
    ).rows
  }

  private func report(_ best: Best) throws {
    let settings = exchange.settings
    let received = layout.tokensPerRank.reduce(0, +)
    let out = received * settings.bytesPerDispatchedRow(.bfloat16)
    let back = received * settings.bytesPerCombinedRow(.bfloat16)
    guard world.rank == 0 else { return }
    let rate = { (bytes: Int, seconds: Double) in Double(bytes) / seconds / 1e9 }
    let baseline = rate(out, best.allToAll)
    let both = rate(out + back, best.dispatch + best.combine)
    let copied = rate(out + back, best.dispatch + best.combineOfArray)
    print("ranks \(world.size), \(out / 1_000_000) MB out and \(back / 1_000_000) MB back a rank")
    print("MPI_Alltoallv               \(decimal(baseline)) GB/s")
    print("dispatch                    \(decimal(rate(out, best.dispatch))) GB/s")
    print("combine                     \(decimal(rate(back, best.combine))) GB/s")
    print("combine of an array         \(decimal(rate(back, best.combineOfArray))) GB/s")
    print(
      "dispatch + combine          \(decimal(both)) GB/s, \(decimal(both / baseline)) x, bar 0.7")
    print("the same, combine of array  \(decimal(copied)) GB/s, \(decimal(copied / baseline)) x")
  }

  /// Seconds from when all ranks begin to when the last has ended.
  private func time(_ body: () throws -> Void) throws -> Double {
    try world.barrier()
    let clock = ContinuousClock()
    let start = clock.now
    try body()
    let spent = start.duration(to: clock.now) / .seconds(1)
    return try world.allReduce([spent], .max)[0]
  }

  private func decimal(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)"
  }
}

/// The least seconds of each operation.
struct Best {
  var allToAll = Double.infinity
  var dispatch = Double.infinity
  var combine = Double.infinity
  var combineOfArray = Double.infinity

  mutating func take(_ all: Double, _ dispatched: Double, _ combined: Double, _ copied: Double) {
    allToAll = min(allToAll, all)
    dispatch = min(dispatch, dispatched)
    combine = min(combine, combined)
    combineOfArray = min(combineOfArray, copied)
  }
}

/// What one operation leaves for the next.
final class Memory {
  var handle: DispatchHandle?
  var received: SharedRows<BFloat16>?
  /// The same rows in an array.
  var copied: [BFloat16] = []
  var sums: [BFloat16] = []

  func copyRows() {
    guard copied.isEmpty, let rows = received.take() else { return }
    copied = Self.copy(rows)
    received = consume rows
  }

  func takeSums() -> [BFloat16] {
    defer { sums = [] }
    return sums
  }

  private static func copy(_ rows: borrowing SharedRows<BFloat16>) -> [BFloat16] {
    let span = rows.span
    return span.indices.map { span[$0] }
  }
}
