internal import CMPI

/// A group of processes that exchange messages, each with a rank from 0 to ``size`` - 1.
///
/// Comes from ``MPIEnvironment/run(exitCode:_:)``, ``split(color:key:)`` or ``solo()``, and belongs
/// to the thread that started MPI. It lives until all processes call ``free()``, or until the run ends:
/// to free it is a step that they take together, which reference counting is not.
@safe
public final class Communicator {
  /// This process, from 0.
  public let rank: Int
  /// Processes in the group, at least 1.
  public let size: Int

  let world: World
  /// What MPI calls the group; nil for a process alone, which makes no MPI call.
  private var group: cmpi_comm?
  private var isFreed = false
  let mailbox = SelfMailbox()
  /// What ``sharesMemory()`` found; nil before the first question.
  var knownToShareMemory: Bool?

  init(rank: Int, size: Int, world: World, group: cmpi_comm?) {
    self.rank = rank
    self.size = size
    self.world = world
    unsafe self.group = group
  }

  /// A process alone: collectives are the identity, and messages to oneself arrive.
  ///
  /// MPI is not started.
  public static func solo() -> Communicator {
    unsafe Communicator(rank: 0, size: 1, world: .solo, group: nil)
  }

  /// Parts the group by color; every process of the group has to take part.
  ///
  /// - Parameters:
  ///   - color: Processes of the same color, at least 0, come together; nil joins no group.
  ///   - key: Orders the ranks of the new group; equal keys keep the present order.
  /// - Returns: The group of this process's color, nil without one.
  /// - Throws: `MPIError` with code `colorOutOfRange` when color or key do not fit 32 bits or the
  ///   color is negative, `callFailed` when MPI fails.
  public func split(color: Int?, key: Int) throws(MPIError) -> Communicator? {
    guard let narrowKey = Int32(exactly: key),
      let narrowColor = Int32(exactly: color ?? 0), narrowColor >= 0
    else {
      let given = color.map(String.init) ?? "none"
      throw MPIError(
        code: .colorOutOfRange,
        detail: "color \(given), key \(key); colors go from 0, both to \(Int32.max)")
    }
    guard let group = unsafe try handle() else {
      return color == nil ? nil : unsafe Communicator(rank: 0, size: 1, world: world, group: nil)
    }
    var part: cmpi_comm?
    let code = unsafe cmpi_split(group, color == nil ? -1 : narrowColor, narrowKey, &part)
    try check("MPI_Comm_split", code)
    guard let part = unsafe part else { return nil }
    return unsafe try Communicator(group: part, world: world)
  }

  /// Returns once every process of the group has called it.
  ///
  /// - Throws: `MPIError` with code `callFailed` when MPI fails.
  public func barrier() throws(MPIError) {
    guard let group = unsafe try handle() else { return }
    try check("MPI_Barrier", unsafe cmpi_barrier(group))
  }

  /// Gives back what MPI keeps for the group; every process of it calls it, and none uses it any more.
  ///
  /// Not for the group of all processes.
  ///
  /// - Throws: `MPIError` with code `callFailed` when MPI fails.
  public func free() throws(MPIError) {
    guard unsafe try handle() != nil else { return }
    isFreed = true
    try check("MPI_Comm_free", unsafe cmpi_comm_free(&group))
  }

  /// Ends the whole job at once, with a message on standard error that names the rank.
  ///
  /// - Parameters:
  ///   - message: One line.
  ///   - code: The exit code of every process and of `mpirun`, from 1 to 255; others
  ///     become 70.
  public func abort(message: String, code: Int32) -> Never {
    endJob(world, message: message, code: code)
  }

  convenience init(group: cmpi_comm, world: World) throws(MPIError) {
    var rank: Int32 = 0
    var size: Int32 = 0
    try check("MPI_Comm_rank", unsafe cmpi_rank(group, &rank))
    try check("MPI_Comm_size", unsafe cmpi_size(group, &size))
    unsafe self.init(rank: Int(rank), size: Int(size), world: world, group: group)
  }

  /// What MPI calls the group; nil for a process alone.
  ///
  /// - Throws: `MPIError` with code `finished` after the run, or after ``free()``.
  func handle() throws(MPIError) -> cmpi_comm? {
    guard world.isOpen, !isFreed else {
      throw MPIError(
        code: .finished,
        detail: "rank \(rank) of \(size) used a communicator after "
          + (isFreed ? "it was freed" : "the run"))
    }
    return unsafe group
  }

  /// The rank as MPI takes it.
  ///
  /// - Throws: `MPIError` with code `rankOutOfRange`.
  func checked(rank peer: Int, as role: String) throws(MPIError) -> Int32 {
    guard (0..<size).contains(peer) else {
      throw MPIError(
        code: .rankOutOfRange, detail: "\(role) \(peer), ranks go from 0 to \(size - 1)")
    }
    return Int32(peer)
  }
}

/// A group belongs to the thread that started MPI (`MPI_THREAD_FUNNELED`).
@available(*, unavailable)
extension Communicator: Sendable {}
