internal import CMPI
internal import Glibc

/// MPI from start to end.
public enum MPIEnvironment {
  /// What launchers set: `mpirun`, and `srun` with PMIx or PMI-2.
  private static let launcherVariables = ["OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_RANK"]

  /// True for a process that `mpirun` or `srun` started, be it the only one.
  public static var isLaunched: Bool {
    launcherVariables.contains { unsafe getenv($0) != nil }
  }

  /// Runs a program with the communicator of all processes, and ends MPI after it.
  ///
  /// Without a launcher the world is ``Communicator/solo()``: MPI does not start, and an error leaves
  /// this function as any other. Under a launcher an error ends the whole job, so that no process
  /// waits for one that failed: the message goes to standard error with the rank before it, and every
  /// process and `mpirun` end with the exit code.
  ///
  /// Call it once, on the main thread.
  ///
  /// - Parameters:
  ///   - exitCode: From 1 to 255 for an error; others become 70, "run failed", the default.
  ///   - body: The program.
  /// - Returns: What the program returned, after MPI has ended.
  /// - Throws: What the program threw, without a launcher only.
  public static func run<Result, Failure: Error>(
    exitCode: (any Error) -> Int32 = { _ in 70 },
    _ body: (Communicator) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    guard isLaunched else { return try body(.solo()) }
    let communicator = startMPI()
    let world = communicator.world
    do {
      let result = try body(communicator)
      world.isOpen = false
      _ = cmpi_finalize()
      return result
    } catch {
      endJob(world, message: "\(error)", code: exitCode(error))
    }
  }

  private static func startMPI() -> Communicator {
    guard !cmpi_initialized() else { fatalError("MPI starts once in a process") }
    do throws(MPIError) {
      var group: cmpi_comm?
      try check("MPI_Init_thread", unsafe cmpi_init(&group))
      guard let group = unsafe group else {
        throw MPIError(code: .callFailed, detail: "MPI_Init_thread gave no world")
      }
      var rank: Int32 = 0
      var size: Int32 = 0
      var greatestTag: Int32 = 0
      try check("MPI_Comm_rank", unsafe cmpi_rank(group, &rank))
      try check("MPI_Comm_size", unsafe cmpi_size(group, &size))
      try check("MPI_Comm_get_attr", unsafe cmpi_greatest_tag(&greatestTag))
      let world = World(rank: Int(rank), size: Int(size), greatestTag: Int(greatestTag))
      return unsafe Communicator(
        rank: world.rank, size: world.size, world: world, group: group)
    } catch {
      StandardError.write("MPI did not start: \(error)\n")
      exit(69)
    }
  }
}

/// Ends the whole job, or the process that is alone.
func endJob(_ world: World, message: String, code requested: Int32) -> Never {
  // A failure must not look like success to who started the job.
  let code = (1...255).contains(requested) ? requested : 70
  let name = world.size > 1 ? "rank \(world.rank) of \(world.size): " : ""
  StandardError.write("\(name)\(message)\n")
  _ = fflush(nil)
  if world.isOpen, cmpi_initialized() { _ = cmpi_abort(code) }
  exit(code)
}
