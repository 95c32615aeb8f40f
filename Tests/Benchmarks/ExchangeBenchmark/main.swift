import MPIRuntime

/// Measures exchanges of tokens on the ranks of `mpirun` and prints a table on rank 0.
///
/// `speed [ROUNDS]`: dispatch and combine of 4,096 tokens of 7,168 numbers a rank, top 8 of 256 experts,
/// all ranks one node, beside one MPI_Alltoallv of the same bytes.
/// `hops`: bytes between nodes of 4 ranks in two hops and in one.
let arguments = CommandLine.arguments.dropFirst()
let rounds = arguments.dropFirst().first.flatMap { Int($0) } ?? 7

try MPIEnvironment.run { world in
  switch arguments.first {
  case "speed": try SpeedBenchmark(world).run(rounds: max(1, rounds))
  case "hops": try HopBenchmark.run(world)
  default:
    if world.rank == 0 { print("usage: exchange-benchmark speed [ROUNDS] | hops") }
  }
}
