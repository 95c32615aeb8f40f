/// Where each rank's elements lie in what was gathered.
struct GatherLayout {
  /// Elements of each rank.
  let counts: [Int32]
  /// Index of each rank's first element.
  let offsets: [Int32]
  let total: Int

  /// - Throws: `MPIError` with code `countTooLarge` when the sum is above 2³¹ - 1.
  init(_ counts: [Int]) throws(MPIError) {
    total = counts.reduce(0, +)
    _ = try messageCount(total)
    self.counts = counts.map(Int32.init)
    var offsets: [Int32] = []
    var next: Int32 = 0
    for count in self.counts {
      offsets.append(next)
      next += count
    }
    self.offsets = offsets
  }

  /// One array for each rank.
  func parts<Element>(of elements: [Element]) -> [[Element]] {
    zip(counts, offsets).map { Array(elements[Int($1)..<Int($1 + $0)]) }
  }
}
