internal import FloatFormats

/// The tokens of this rank that a dispatch sends.
struct DispatchedTokens<Payload: TokenPayload> {
  /// `[tokens, hidden]`
  let rows: [Payload]
  /// `[tokens, scales]`; empty unless the rows are codes.
  let scales: [Float]
  /// Of codes; nil of numbers.
  let format: EightBitFormat?
  /// `[tokens, k]`, global; empty in a cached dispatch.
  let ids: [Int32]
  /// `[tokens, k]`; empty in a cached dispatch.
  let weights: [Float]
  let count: Int
  let settings: ExchangeSettings

  /// Lets a body read rows where they are.
  func withRows(_ body: (TokenRowPointers) -> Void) {
    // Reason: the pointers do not leave the body, during which the arrays stay as they are.
    unsafe rows.withUnsafeBytes { rows in
      unsafe scales.withUnsafeBufferPointer { scales in
        unsafe ids.withUnsafeBufferPointer { ids in
          unsafe weights.withUnsafeBufferPointer { weights in
            unsafe body(
              TokenRowPointers(
                rows: rows.baseAddress, scales: scales.baseAddress, ids: ids.baseAddress,
                weights: weights.baseAddress,
                payloadWidth: settings.hidden * Payload.payloadType.width,
                scalesPerRow: settings.scalesPerRow, selections: settings.selections))
          }
        }
      }
    }
  }
}

/// Where the parts of a token's row are; nil for a part that does not travel.
@unsafe
struct RowPointers {
  var payload: UnsafeRawPointer
  var scales: UnsafePointer<Float>?
  var ids: UnsafePointer<Int32>?
  var weights: UnsafePointer<Float>?
}

/// The rows of a rank's own tokens.
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
