import Glibc
import MPIRuntime
import TokenExchange

extension Scenario {
  /// Exchanges that cannot be, or that a rank does not survive.
  static let exchangeFailures = [
    Scenario("exchange-other-hidden") { world in
      // Not caught: the error of every rank is to be read, and ends the job.
      let hidden = world.rank == world.size - 1 ? 12 : 8
      _ = try TokenExchange(
        ExchangeSettings(experts: 48, hidden: hidden, selections: 2, ranksPerNode: 1),
        over: world)
    },
    Scenario("exchange-other-operation") { world in
      let check = try ExchangeCheck(ExchangeCase.all[0], world, ranksPerNode: 1)
      let received = try check.exchange.dispatch(
        check.rows, ids: check.ids, weights: check.weights)
      let handle = received.handle
      if world.rank == 0 {
        _ = try check.exchange.dispatch(check.rows, handle: handle)
      } else {
        let zeros = [Float](repeating: 0, count: handle.contributionCount * check.tokens.hidden)
        _ = try check.exchange.combine(zeros, handle: handle)
      }
    },
    Scenario("exchange-unknown-expert") { world in
      let check = try ExchangeCheck(ExchangeCase.all[0], world, ranksPerNode: 1)
      var ids = check.ids
      if world.rank == world.size - 1 { ids[9] = 48 }
      _ = try check.exchange.dispatch(check.rows, ids: ids, weights: check.weights)
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
}
