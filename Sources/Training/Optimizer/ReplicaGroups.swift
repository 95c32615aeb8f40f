internal import LinearAlgebra
public import MPIRuntime

/// Which parameters have copies on which ranks, found by their names.
///
/// Copies of data ranks, the second copy of a stage that DualPipe keeps, the embedding on the first and
/// the last rank: to all of them happens the same. Parameters with the same holders are one group, with
/// a communicator of its own; messages carry whole groups. Ranks go through the groups that they share
/// in one order, so that none waits for another in a circle.
public final class ReplicaGroups {
  /// All ranks.
  public let world: Communicator
  /// The groups that this rank belongs to, in the order that all ranks follow.
  public let groups: [ReplicaGroup]
  /// Every tensor of the model once, in the order of the first rank that holds it.
  let names: [String]
  /// `[greatest padded count of a group of several ranks]`, for one group at a time.
  var row: MessageBuffer<Float>

  /// Finds the holders of each parameter; every rank takes part.
  ///
  /// - Parameters:
  ///   - parameters: All of this rank's, each name once.
  ///   - world: All ranks of the run.
  /// - Throws: On every rank `OptimizerError` with code `duplicateName` or `shapesDisagree`, which
  ///   names the tensor and the ranks; `MPIError` when a message fails.
  public init(_ parameters: [Parameter], on world: Communicator) throws {
    let table = try HolderTable(try HeldTensor.gather(parameters, on: world))
    let byName = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0) })
    var groups: [ReplicaGroup] = []
    for entry in table.entries {
      let isHolder = entry.holders.contains(world.rank)
      // Who holds something alone needs no messages for it.
      let communicator =
        entry.holders.count == 1
        ? (isHolder ? Communicator.solo() : nil)
        : try world.split(color: isHolder ? 0 : nil, key: world.rank)
      guard let communicator else { continue }
      groups.append(
        ReplicaGroup(
          entry.names.compactMap { byName[$0] }, holders: entry.holders,
          communicator: communicator))
    }
    let lengths = groups.filter { $0.holders.count > 1 }.map(\.paddedCount)
    self.world = world
    self.groups = groups
    names = table.names
    row = MessageBuffer(repeating: 0, count: lengths.max() ?? 0)
  }

  /// Gives every copy of a parameter the sum of the gradients of all copies; every rank takes part.
  ///
  /// For tests and small runs: ``ShardedAdamW`` sums by itself, in half the messages.
  ///
  /// - Throws: `MPIError` when a message fails.
  public func sumGradients() throws {
    for group in groups where group.holders.count > 1 {
      let whole = 0..<group.elementCount
      group.pack(whole, to: &row, \.gradient)
      try group.communicator.allReduce(&row, count: whole.count, .sum)
      // Reason: the pointer goes to a loop in C that is done with it when it returns.
      unsafe group.unpack(whole, of: row) { unsafe $0.gradient.withElements($1) }
    }
  }
}
