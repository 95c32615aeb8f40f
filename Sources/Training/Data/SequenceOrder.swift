/// An order of the numbers below a count that looks random and needs no list.
///
/// A Feistel network permutes the numbers of an even count of bits; what falls outside of the count is
/// permuted again until it falls inside (cycle walking), which keeps it one to one.
///
/// - Source: Luby and Rackoff 1988, doi:10.1137/0217022; Black and Rogaway 2002,
///   doi:10.1007/3-540-45760-7_9, for cycle walking.
struct SequenceOrder {
  let count: Int
  private let halfBits: UInt64
  private let keys: [UInt64]

  /// - Parameters:
  ///   - count: Numbers to be ordered, at least 1.
  ///   - seed: Of the run.
  ///   - epoch: Each has an order of its own.
  init(count: Int, seed: UInt64, epoch: Int) {
    precondition(count > 0, "an order of \(count) numbers")
    self.count = count
    let bits = UInt64(Int.bitWidth - (count - 1).leadingZeroBitCount)
    halfBits = max(1, (bits + 1) / 2)
    var stream = SeededStream(seed: seed, member: UInt64(epoch))
    // Four rounds suffice in theory; few bits want more.
    keys = (0..<8).map { _ in stream.next() }
  }

  /// The number at a place of the order.
  ///
  /// - Parameter place: 0 ..< ``count``.
  /// - Complexity: O(1) on average: fewer than four walks, as the bits hold less than four times the
  ///   count (or four numbers).
  subscript(place: Int) -> Int {
    precondition(place >= 0 && place < count, "place \(place) of \(count)")
    var number = UInt64(place)
    repeat { number = permuted(number) } while number >= UInt64(count)
    return Int(number)
  }

  private func permuted(_ number: UInt64) -> UInt64 {
    let mask = (UInt64(1) << halfBits) - 1
    var (left, right) = (number >> halfBits, number & mask)
    for key in keys {
      (left, right) = (right, left ^ (NormalNumbers.mixed(right ^ key) & mask))
    }
    return left << halfBits | right
  }
}
