import Glibc
import MPIRuntime

extension Scenario {
  /// What ends the whole job; the last rank fails while the others wait for it.
  static let failures = [
    Scenario("throws") { world in
      if world.rank == world.size - 1 { throw Unexpected(description: "a planned failure") }
      try world.barrier()
    },
    Scenario("throws-65", exitCode: 65) { world in
      if world.rank == world.size - 1 { throw Unexpected(description: "bad input") }
      try world.barrier()
    },
    Scenario("throws-0", exitCode: 0) { world in
      if world.rank == world.size - 1 { throw Unexpected(description: "no success") }
      try world.barrier()
    },
    Scenario("aborts") { world in
      if world.rank == world.size - 1 { world.abort(message: "no disk", code: 69) }
      try world.barrier()
    },
    Scenario("drops") { world in
      if world.rank == world.size - 1 {
        let buffer = MessageBuffer<Int64>(repeating: 0, count: 1)
        _ = try world.receive(buffer, from: 0, tag: 0)
      }
      try world.barrier()
    },
    Scenario("is-killed") { world in
      if world.rank == world.size - 1 { kill(getpid(), SIGKILL) }
      try world.barrier()
    },
    Scenario("leaves") { world in
      if world.rank == world.size - 1 { exit(0) }
      try world.barrier()
    },
  ]
}
