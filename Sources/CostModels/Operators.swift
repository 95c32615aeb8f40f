/// The parts of a model that run as one compute operator each.
public enum ModelPart: String, CaseIterable, Hashable, Sendable {
  /// Attention with its norm, projections and, in a layer with experts, the gate.
  case attention
  /// The SwiGLU of a dense layer, with its norm.
  case denseMLP = "dense MLP"
  case sharedExpert = "shared expert"
  /// The routed experts of this GPU, permutation and casts included.
  case routedExperts = "routed experts"
  case embedding
  /// The multi-token-prediction module's projection of `[hidden; embedding]` to `hidden`.
  case projection = "MTP projection"
  /// Final norm, output head, loss.
  case head
}

/// Which of the three passes an operator belongs to; a full backward is input, then weight.
public enum Pass: String, CaseIterable, Hashable, Sendable {
  case forward = "F"
  case input = "I"
  case weight = "W"
}

/// The expert all-to-alls of one layer.
public enum ExpertExchange: String, CaseIterable, Hashable, Sendable {
  case dispatch
  case combine
  /// The backward of combine: gradients travel as tokens did in dispatch.
  case gradientDispatch = "gradient dispatch"
  /// The backward of dispatch.
  case gradientCombine = "gradient combine"
}

extension ExpertExchange {
  /// Bytes of one element on the wire: dispatch in the linear layers' format, combine in BF16, and
  /// their backward passes alike.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 3.3.3.
  func bytesPerElement(_ precision: Precision) -> Double {
    switch (self, precision) {
    case (.dispatch, .fp8), (.gradientDispatch, .fp8): FormatBytes.fp8
    default: FormatBytes.bf16
    }
  }
}

extension CaseIterable where Self: Equatable {
  /// The place of this case in `allCases`.
  var index: Int {
    var place = 0
    for other in Self.allCases {
      if other == self { break }
      place += 1
    }
    return place
  }
}
