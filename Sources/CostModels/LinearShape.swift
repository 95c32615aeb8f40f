/// One weight matrix as this GPU multiplies by it: `[tokens, inputs] x [inputs, outputs]`.
struct LinearShape: Hashable, Sendable {
  var inputs: Int
  var outputs: Int
  /// Whether it expands a compressed query or key, and may be computed again in the backward pass.
  var isUpProjection = false

  /// Floating-point operations of one token in one of the three products (forward, data gradient,
  /// weight gradient), which all have the same count, 2MNK.
  var flopsPerToken: Double { 2 * Double(inputs) * Double(outputs) }
}

extension [LinearShape] {
  var flopsPerToken: Double { reduce(0) { $0 + $1.flopsPerToken } }
}
