import FloatFormats
import Glibc
import MPIRuntime
import TokenExchange

extension Scenario {
  /// Exchanges that cannot be, or that a rank does not survive.
  static let exchangeFailures = [
    Scenario("exchange-other-hidden") { world in
      let last = world.size - 1
      let settings = ExchangeSettings(
        experts: 48, hidden: world.rank == last ? 12 : 8, selections: 2, ranksPerNode: 1)
      try fails(
        world, everywhere: .ranksDisagree,
        """
        hidden is 8 on \(named(Array(0..<last))), 12 on rank \(last); every rank has to give the same
        """
      ) { _ = try TokenExchange(settings, over: world) }
    },
    Scenario("exchange-other-operation") { world in
      let check = try ExchangeCheck(ExchangeCase.all[0], world, ranksPerNode: 1)
      let handle = try check.exchange.dispatch(
        check.rows, ids: check.ids, weights: check.weights
      ).handle
      let zeros = [Float](repeating: 0, count: handle.contributionCount * check.tokens.hidden)
      try fails(
        world, everywhere: .ranksDisagree,
        """
        operation is dispatch with a handle on rank 0, combine on \(named(Array(1..<world.size))); \
        every rank has to give the same
        """
      ) {
        if world.rank == 0 {
          _ = try check.exchange.dispatch(check.rows, handle: handle)
        } else {
          _ = try check.exchange.combine(zeros, handle: handle)
        }
      }
    },
    Scenario("exchange-other-payload") { world in
      let check = try ExchangeCheck(ExchangeCase.all[0], world, ranksPerNode: 1)
      try fails(
        world, everywhere: .ranksDisagree,
        """
        payload is bfloat16 on rank 0, float on \(named(Array(1..<world.size))); \
        every rank has to give the same
        """
      ) {
        if world.rank == 0 {
          let rows = check.rows.map { BFloat16($0) }
          _ = try check.exchange.dispatch(rows, ids: check.ids, weights: check.weights)
        } else {
          _ = try check.exchange.dispatch(check.rows, ids: check.ids, weights: check.weights)
        }
      }
    },
    Scenario("exchange-unknown-expert") { world in
      let check = try ExchangeCheck(ExchangeCase.all[0], world, ranksPerNode: 1)
      let last = world.size - 1
      var ids = check.ids
      if world.rank == last { ids[9] = 48 }
      try fails(
        world, everywhere: world.rank == last ? .expertOutOfRange : .refusedElsewhere,
        world.rank == last
          ? "token 1, slot 1: expert 48; accepted are 0 to 47, and -1 for no selection"
          : "rank \(last) of \(world.size) refused its input (expertOutOfRange)"
      ) { _ = try check.exchange.dispatch(check.rows, ids: ids, weights: check.weights) }
    },
    Scenario("exchange-short-rows") { world in
      let check = try ExchangeCheck(ExchangeCase.all[0], world, ranksPerNode: 1)
      let last = world.size - 1
      let rows = world.rank == last ? Array(check.rows.dropLast()) : check.rows
      try fails(
        world, everywhere: world.rank == last ? .shapeMismatch : .refusedElsewhere,
        world.rank == last
          ? "rows has \(rows.count) elements, accepted are \(rows.count + 1)"
          : "rank \(last) of \(world.size) refused its input (shapeMismatch)"
      ) { _ = try check.exchange.dispatch(rows, ids: check.ids, weights: check.weights) }
    },
    Scenario("exchange-is-killed") { world in
      let check = try ExchangeCheck(
        ExchangeCase.all[0], world, ranksPerNode: 1, rowsPerChunk: 2, channels: 1)
      let pending = try check.exchange.startDispatch(
        check.rows, ids: check.ids, weights: check.weights)
      // Some chunks are on their way, others are not sent yet.
      for _ in 0..<20 { _ = try pending.poll() }
      if world.rank == world.size - 1 { kill(getpid(), SIGKILL) }
      _ = try pending.finish()
      try world.barrier()
    },
  ]

  /// Checks the error on this rank, waits until all others have theirs, and ends the job with it.
  private static func fails(
    _ world: Communicator, everywhere code: ExchangeError.Code, _ detail: String,
    body: () throws -> Void
  ) throws {
    do {
      try body()
    } catch let error as ExchangeError {
      try expect(error, is: ExchangeError(code: code, detail: detail), "error")
      StandardError.write("rank \(world.rank) was told\n")
      try world.barrier()
      throw error
    }
    throw Unexpected(description: "no error, expected \(code)")
  }

  /// Ranks as errors name them.
  private static func named(_ ranks: [Int]) -> String {
    (ranks.count == 1 ? "rank " : "ranks ") + ranks.map(String.init).joined(separator: ", ")
  }
}
