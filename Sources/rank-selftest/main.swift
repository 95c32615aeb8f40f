import Glibc
import MPIRuntime

let names = CommandLine.arguments.dropFirst()
let chosen = names.flatMap { name in Scenario.all.filter { $0.name == name } }
guard !chosen.isEmpty, chosen.count == names.count else {
  print("usage: rank-selftest \(Scenario.all.map(\.name).joined(separator: "|")) ...")
  exit(64)
}

var world: Communicator?
try MPIEnvironment.run(exitCode: { _ in chosen[0].exitCode }) { communicator in
  for scenario in chosen {
    try scenario.body(communicator)
    try communicator.barrier()
    if communicator.rank == 0 { print("\(scenario.name): \(communicator.size)") }
  }
  world = communicator
}

// The run is over, and what it handed out says so.
if MPIEnvironment.isLaunched, let world {
  try expect(
    .finished, "rank \(world.rank) of \(world.size) used a communicator after the run"
  ) {
    try world.barrier()
  }
}
