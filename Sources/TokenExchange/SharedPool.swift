internal import MPIRuntime

/// Memory of this rank that the ranks of its node can reach, lent out in regions.
///
/// It grows when a region does not fit, which all ranks of the node do together, and never shrinks
/// before it is closed.
final class SharedPool {
  /// One window; a rank's part of it is as large as the rank asked.
  private struct Arena {
    let window: SharedWindow
    /// Ranges of this rank's part that are not lent, in order.
    var free: [Range<Int>]
  }

  /// Regions begin at multiples of this: the width of a cache line.
  private static let alignment = 64
  /// Below it lies the offset in units of the alignment, above it the arena.
  private static let offsetBits = 40

  private let node: Communicator
  private var arenas: [Arena] = []
  /// Regions that somebody still holds.
  private var lent = 0

  init(node: Communicator) { self.node = node }

  /// Takes a region of this rank's memory.
  ///
  /// - Returns: Where it lies; nil where no free range is long enough.
  func take(bytes: Int) -> SharedRegion? {
    let length = max(1, (bytes + Self.alignment - 1) / Self.alignment) * Self.alignment
    for index in arenas.indices {
      guard let fit = arenas[index].free.firstIndex(where: { $0.count >= length }) else { continue }
      let range = arenas[index].free[fit]
      let taken = range.lowerBound..<range.lowerBound + length
      if taken == range {
        arenas[index].free.remove(at: fit)
      } else {
        arenas[index].free[fit] = taken.upperBound..<range.upperBound
      }
      lent += 1
      return SharedRegion(pool: self, arena: index, range: taken)
    }
    return nil
  }

  /// Makes room; every rank of the node calls it.
  ///
  /// - Parameter bytes: What this rank lacks; 0 where others do.
  /// - Throws: `MPIError` as ``MPIRuntime/Communicator/makeSharedWindow(bytes:)`` does.
  func grow(bytes: Int) throws(MPIError) {
    // To double what there is keeps the number of windows logarithmic.
    let present = arenas.reduce(0) { $0 + $1.window.byteCounts[node.rank] }
    let length = bytes == 0 ? 0 : max(bytes + Self.alignment, present)
    let window = try node.makeSharedWindow(bytes: length)
    let usable = length / Self.alignment * Self.alignment
    arenas.append(Arena(window: window, free: usable == 0 ? [] : [0..<usable]))
  }

  /// Gives all memory back; every rank of the node calls it, when no region is lent.
  func close() throws(MPIError) {
    precondition(lent == 0, "\(lent) buffers of the exchange are still in use")
    for arena in arenas { try arena.window.free() }
    arenas = []
  }

  func giveBack(_ region: SharedRegion) {
    lent -= 1
    guard arenas.indices.contains(region.arena) else { return }
    var free = arenas[region.arena].free
    let range = region.range
    let place = free.firstIndex { $0.lowerBound >= range.upperBound } ?? free.endIndex
    free.insert(range, at: place)
    // Neighbours become one again.
    if place + 1 < free.count, free[place].upperBound == free[place + 1].lowerBound {
      free[place] = free[place].lowerBound..<free.remove(at: place + 1).upperBound
    }
    if place > 0, free[place - 1].upperBound == free[place].lowerBound {
      free[place - 1] = free[place - 1].lowerBound..<free.remove(at: place).upperBound
    }
    arenas[region.arena].free = free
  }

  /// A positive number that tells other ranks where a region is.
  func address(of region: SharedRegion) -> Int {
    1 + region.arena << Self.offsetBits + region.range.lowerBound / Self.alignment
  }

  /// The first byte of a region of this rank.
  func start(of region: SharedRegion) -> UnsafeMutableRawPointer {
    unsafe start(ofAddress: address(of: region), of: node.rank)
  }

  /// The first byte of a region that a rank of the node has announced.
  func start(ofAddress address: Int, of place: Int) -> UnsafeMutableRawPointer {
    let arena = (address - 1) >> Self.offsetBits
    let offset = (address - 1) & (1 << Self.offsetBits - 1) * Self.alignment
    // Reason: the owner lent this range and keeps it until all ranks are done with the operation.
    let part = unsafe arenas[arena].window.bytes(of: place)
    precondition(offset < part.count, "offset \(offset) of \(part.count) shared bytes")
    return unsafe part.baseAddress.unsafelyUnwrapped + offset
  }
}
