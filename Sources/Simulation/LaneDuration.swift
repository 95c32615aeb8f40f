/// How long one operator takes on each lane, in picoseconds.
@safe
struct LaneDuration {
  /// On every lane, where there is no row.
  let value: Int64
  /// `[lanes]`, of a block's arena; nil where all lanes are alike.
  let row: UnsafeMutablePointer<Int64>?

  /// The same on every lane.
  init(_ value: Int64) {
    self.value = value
    unsafe row = nil
  }

  init(_ value: Int64, row: UnsafeMutablePointer<Int64>) {
    self.value = value
    unsafe self.row = row
  }

  @inline(__always)
  subscript(lane: Int) -> Int64 { unsafe row.map { unsafe $0[lane] } ?? value }
}
