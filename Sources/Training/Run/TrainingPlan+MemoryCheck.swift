public import MPIRuntime
internal import Quantities

extension TrainingPlan {
  /// Makes sure that what the processes need fits into their machines; every process calls it, before it
  /// allocates anything.
  ///
  /// - Parameters:
  ///   - world: All processes of the run.
  ///   - available: On this machine; nil where nobody knows, and nothing is refused then.
  /// - Throws: `RunError` with code `tooLittleMemory`, the same on every process, which names the first
  ///   machine's bytes; `MPIError` when a message fails.
  public func requireMemory(
    on world: Communicator, available: MachineMemory? = MachineMemory()
  ) throws {
    let own = memory(ofProcess: world.rank)
    let numbers = try world.allGather([
      own.total.count, own.standing.count, available?.available.count ?? Int64.max,
    ])
    let machines = try world.allGather(MonotonicClock.identity ?? [])
    for rank in 0..<world.size {
      let others = (0..<world.size).filter { other in
        other == rank || (!machines[rank].isEmpty && machines[other] == machines[rank])
      }
      guard others.first == rank else { continue }
      let needed = others.reduce(Int64(0)) { $0 + numbers[$1][0] }
      let standing = others.reduce(Int64(0)) { $0 + numbers[$1][1] }
      // Processes that look one after the other see what the first ones take already.
      let there = others.map { numbers[$0][2] }.max() ?? Int64.max
      guard needed > there else { continue }
      throw RunError(
        code: .tooLittleMemory,
        detail: Self.refusal(
          processes: others.count, needed: needed, standing: standing, available: there))
    }
  }

  private static func refusal(
    processes: Int, needed: Int64, standing: Int64, available: Int64
  ) -> String {
    let remedy =
      standing > available
      ? "a smaller model would do, or more machines"
      : "fewer tokens a microbatch would do, a smaller model, or more machines"
    return "about \(grouped(Int(needed))) bytes (\(Bytes(needed))) are needed by "
      + (processes == 1 ? "one process" : "\(processes) processes")
      + " of a machine that has \(grouped(Int(available))) (\(Bytes(available))) available, of them "
      + "\(Bytes(standing)) for weights, gradients and moments; \(remedy)"
  }
}
