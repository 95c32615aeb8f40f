/// A pipeline transfer on one lane, in picoseconds.
struct ReferenceTransfer {
  /// When its producer finished.
  var produced: Int64
  /// When it begins to move; once received, when it arrived.
  var time: Int64
}
