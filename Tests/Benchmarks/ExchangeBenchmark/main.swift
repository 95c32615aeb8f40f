import MPIRuntime

/// Measures exchanges of tokens on the ranks of `mpirun` and prints a table on rank 0.
///
/// `speed [ROUNDS [RANKS_PER_NODE]]`: dispatch and combine of 4,096 tokens of 7,168 numbers a rank, top 8
/// of 256 experts, all ranks one node unless told otherwise, beside one MPI_Alltoallv of the same bytes.
/// `hops`: bytes between nodes of 4 ranks in two hops and in one.
let arguments = CommandLine.arguments.dropFirst()
let numbers = arguments.dropFirst().compactMap { Int($0) }

try MPIEnvironment.run { world in
  switch arguments.first {
  case "speed":
    let ranksPerNode = numbers.count > 1 ? numbers[1] : world.size
    try SpeedBenchmark(world, ranksPerNode: ranksPerNode).run(rounds: max(1, numbers.first ?? 7))
  case "hops": try HopBenchmark.run(world)
  default:
    if world.rank == 0 { print("usage: exchange-benchmark speed [ROUNDS [RANKS_PER_NODE]] | hops") }
  }
}
