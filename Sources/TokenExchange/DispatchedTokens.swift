internal import FloatFormats

/// The tokens of this rank that a dispatch sends.
struct DispatchedTokens<Payload: TokenPayload> {
  /// `[tokens, hidden]`, row-major.
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
