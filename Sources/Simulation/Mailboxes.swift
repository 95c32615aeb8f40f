/// Pipeline transfers under way: who sent what when, until the receiver takes it.
///
/// A letter is two rows: when its data were produced, and when they began to move. Letters are used
/// again, so memory follows the live transfers, not the step.
@safe
struct Mailboxes: ~Copyable {
  /// Number of the letter in each box; -1 while it is empty.
  private var boxes: [Int32]
  private var letters: [UnsafeMutablePointer<Int64>] = unsafe []
  private var free: [Int32] = []
  private let lanes: Int

  /// - Parameters:
  ///   - count: Boxes, numbered by the plan.
  ///   - lanes: Length of a row.
  init(count: Int, lanes: Int) {
    boxes = Array(repeating: -1, count: count)
    self.lanes = lanes
  }

  deinit {
    for index in unsafe letters.indices { unsafe letters[index].deallocate() }
  }

  /// Whether a box holds a letter; box -1 is always served.
  @inline(__always)
  func isFilled(_ box: Int32) -> Bool { box < 0 || boxes[Int(box)] >= 0 }

  /// The letter in a box that is filled.
  @inline(__always)
  func letter(_ box: Int32) -> Letter {
    let number = boxes[Int(box)]
    precondition(number >= 0, "box \(box) is empty")
    return unsafe Letter(produced: letters[Int(number)], lanes: lanes)
  }

  /// Puts a letter, its rows not set, into a box that is empty.
  mutating func post(_ box: Int32) -> Letter {
    precondition(boxes[Int(box)] < 0, "box \(box) is filled already")
    if free.isEmpty {
      // Reason: rows of the kernels, sized once here.
      unsafe letters.append(.allocate(capacity: 2 * lanes))
      free.append(Int32(unsafe letters.count - 1))
    }
    boxes[Int(box)] = free.removeLast()
    return letter(box)
  }

  /// Empties a box.
  mutating func clear(_ box: Int32) {
    free.append(boxes[Int(box)])
    boxes[Int(box)] = -1
  }
}

/// The two rows of a transfer, in picoseconds; ``Mailboxes`` owns them.
@safe
struct Letter {
  /// `[lanes]`, when the sender's data were there.
  let produced: UnsafeMutablePointer<Int64>
  let lanes: Int
  /// `[lanes]`, when they begin to move; once taken, when they arrived.
  var moves: UnsafeMutablePointer<Int64> { unsafe produced + lanes }
}
