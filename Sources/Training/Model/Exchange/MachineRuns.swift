internal import MPIRuntime
internal import TokenExchange

/// Which ranks of a group share memory.
enum MachineRuns {
  /// The longest run of ranks such that all runs of that length, one behind the other, are on one
  /// machine each; every rank of the group takes part.
  ///
  /// - Throws: `ExchangeError` with code `messagingFailed`.
  static func longest(of group: Communicator) throws(ExchangeError) -> Int {
    do throws(MPIError) {
      if try group.sharesMemory() { return group.size }
      return length(try group.allGather(MonotonicClock.identity ?? []))
    } catch {
      throw ExchangeError(code: .messagingFailed, detail: "\(error)")
    }
  }

  /// - Parameter machines: `[rank]`, what tells the rank's machine from others; empty where nothing
  ///   does.
  /// - Returns: A divisor of the ranks.
  static func length(_ machines: [[UInt8]]) -> Int {
    let lengths = (1...max(1, machines.count)).reversed()
    return lengths.first { length in
      machines.count % length == 0
        && machines.indices.allSatisfy { rank in
          let first = rank / length * length
          return rank == first || (!machines[rank].isEmpty && machines[rank] == machines[first])
        }
    } ?? 1
  }
}
