/// Where the parts of a token's row are; nil for a part that does not travel.
///
/// Reason to be unsafe: it does not keep the row alive; who makes it does.
@unsafe
struct RowPointers {
  var payload: UnsafeRawPointer
  var scales: UnsafePointer<Float>?
  var ids: UnsafePointer<Int32>?
  var weights: UnsafePointer<Float>?
}

/// The rows of a rank's own tokens.
///
/// Reason to be unsafe: it is valid only while the arrays that it points to are held.
@unsafe
struct TokenRowPointers {
  var rows: UnsafeRawPointer?
  var scales: UnsafePointer<Float>?
  var ids: UnsafePointer<Int32>?
  var weights: UnsafePointer<Float>?
  var payloadWidth: Int
  var scalesPerRow: Int
  var selections: Int

  func row(_ token: Int) -> RowPointers {
    unsafe RowPointers(
      payload: rows.unsafelyUnwrapped + token * payloadWidth,
      scales: scales.map { unsafe $0 + token * scalesPerRow },
      ids: ids.map { unsafe $0 + token * selections },
      weights: weights.map { unsafe $0 + token * selections })
  }
}
