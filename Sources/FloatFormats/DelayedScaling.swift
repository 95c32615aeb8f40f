/// A scale for a whole tensor, taken from the largest magnitudes that it had in the steps before.
///
/// The scale is known before the tensor is, so one pass quantises; a tensor that grows beyond what its
/// history showed is cut off.
///
/// - Source: Micikevicius et al. 2022, arXiv:2209.05433, section 3; the rule is NVIDIA Transformer
///   Engine's recipe `DelayedScaling` with `amax_compute_algo` "max".
public struct DelayedScaling: Hashable, Sendable {
  public let format: EightBitFormat
  /// Steps that are remembered.
  public let historyLength: Int
  /// The scale is made larger by 2 to this power, as room for growth.
  public let margin: Int
  /// Largest magnitudes of the last steps, oldest first; at most `historyLength`.
  public private(set) var history: [Float] = []
  /// For the next tensor; 1 until one was recorded whose magnitude is not 0.
  public private(set) var scale: Float = 1

  /// Starts without history.
  ///
  /// - Parameters:
  ///   - format: What the codes are.
  ///   - historyLength: At least 1.
  ///   - margin: A power of two.
  /// - Throws: `QuantizationError` with code `emptyHistory`.
  public init(
    format: EightBitFormat = .e4m3, historyLength: Int = 1_024, margin: Int = 0
  ) throws(QuantizationError) {
    guard historyLength >= 1 else {
      throw QuantizationError(
        code: .emptyHistory, detail: "\(historyLength) steps; at least 1 is accepted")
    }
    self.format = format
    self.historyLength = historyLength
    self.margin = margin
  }

  /// Goes on from where another scaling was, which may remember more.
  ///
  /// - Parameters:
  ///   - history: Largest magnitudes, oldest first, each at least 0; the newest are remembered.
  ///   - scale: For the next tensor.
  /// - Throws: `QuantizationError` with code `nonFiniteValue` for a magnitude that is not finite or is
  ///   negative, or `unusableScale` for a scale that no scaling has; nothing changes then.
  /// - Complexity: O(magnitudes)
  public mutating func resume(history: [Float], scale: Float) throws(QuantizationError) {
    if let magnitude = history.first(where: { !($0.isFinite && $0 >= 0) }) {
      throw QuantizationError(
        code: .nonFiniteValue, detail: "largest magnitude \(magnitude); 0 and more is accepted")
    }
    guard scale.isNormal, scale > 0, (scale * format.greatestFiniteMagnitude).isFinite else {
      throw QuantizationError(
        code: .unusableScale,
        detail: "scale \(scale); \(Float.leastNormalMagnitude) and more is accepted, while its "
          + "product with \(format.greatestFiniteMagnitude) is finite")
    }
    self.history = history.suffix(historyLength)
    self.scale = scale
  }

  /// Remembers a step's largest magnitude and derives the next scale from the history's.
  ///
  /// - Parameter magnitude: At least 0.
  /// - Throws: `QuantizationError` with code `nonFiniteValue` for a magnitude that is not finite or is
  ///   negative, or `scaleOverflow` when the scale would be too large; nothing is remembered then.
  /// - Complexity: O(`historyLength`)
  public mutating func record(magnitude: Float) throws(QuantizationError) {
    guard magnitude.isFinite, magnitude >= 0 else {
      throw QuantizationError(
        code: .nonFiniteValue, detail: "largest magnitude \(magnitude); 0 and more is accepted")
    }
    let kept = history.suffix(historyLength - 1) + [magnitude]
    let largest = kept.max() ?? 0
    if largest > 0 {
      let greatest = format.greatestFiniteMagnitude
      let wanted = largest / greatest * Float(sign: .plus, exponent: margin, significand: 1)
      guard (wanted * greatest).isFinite else {
        throw QuantizationError(
          code: .scaleOverflow,
          detail: "magnitude \(largest) with margin \(margin) needs the scale \(wanted), whose "
            + "product with \(greatest) is infinite")
      }
      scale = max(wanted, .leastNormalMagnitude)
    }
    history = Array(kept)
  }

  /// Quantises by the scale so far, then records the matrix's largest magnitude.
  ///
  /// - Parameters:
  ///   - values: `[rows, columns]`, row-major.
  ///   - rows: At least 0.
  ///   - columns: At least 0.
  /// - Returns: The codes, with the scale that was in force.
  /// - Throws: `QuantizationError` as ``QuantizedTensor`` and ``record(magnitude:)`` do.
  /// - Complexity: O(`rows` · `columns` + `historyLength`)
  public mutating func quantize(
    _ values: Span<Float>, rows: Int, columns: Int
  ) throws(QuantizationError) -> QuantizedTensor {
    let tensor = try QuantizedTensor(
      values, rows: rows, columns: columns, scale: scale, format: format)
    try record(magnitude: tensor.magnitude)
    return tensor
  }
}
