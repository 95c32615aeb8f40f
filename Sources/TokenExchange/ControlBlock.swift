internal import MPIRuntime

/// Numbers by which the ranks of a node tell each other how far an operation is.
///
/// As many operations as there are slots can be in flight. A rank clears its numbers of a slot before
/// it says that it takes part in the next operation there, and by then all others are done with them.
struct ControlBlock {
  /// What a number says.
  enum Word: Int, CaseIterable {
    /// The latest operation that the rank has started here, counted from 1.
    case operation
    /// Where the rank's region lies; negative, how many bytes it lacks; 0, not known yet.
    case address
    /// Rows that were written to the rank's region.
    case arrived
    /// Ranks of the node that have no more use for the rank's address and region.
    case released
  }

  /// Operations in flight.
  static let slots = 4
  /// Numbers apart, so that no two are on one cache line.
  private static let stride = 8

  private let window: SharedWindow

  /// Every rank of the node calls it.
  init(node: Communicator) throws(MPIError) {
    let words = Self.slots * Word.allCases.count * Self.stride
    window = try node.makeSharedWindow(bytes: words * 8)
  }

  func number(_ word: Word, slot: Int, of place: Int) -> SharedNumber {
    window.number((slot * Word.allCases.count + word.rawValue) * Self.stride, of: place)
  }

  /// Makes the numbers of a slot those of the next operation there.
  func clear(slot: Int, of place: Int) {
    for word in Word.allCases where word != .operation {
      number(word, slot: slot, of: place).store(0)
    }
  }

  /// Every rank of the node calls it.
  func close() throws(MPIError) { try window.free() }
}
