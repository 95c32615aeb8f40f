/// What a stage is made of, by the letters of a layout string.
public enum StageUnit: Character, CaseIterable, Sendable {
  /// Token embedding.
  case embedding = "E"
  /// One transformer layer, dense or with experts; which one follows from its number.
  case layer = "t"
  /// Multi-token prediction: its projection, its layer and its pass through the head.
  case multiTokenPrediction = "m"
  /// Final norm, output head and loss.
  case head = "L"
}

extension StageUnit: Comparable {
  /// The order in which a model holds them.
  public static func < (a: StageUnit, b: StageUnit) -> Bool { a.order < b.order }

  private var order: Int {
    switch self {
    case .embedding: 0
    case .layer: 1
    case .multiTokenPrediction: 2
    case .head: 3
    }
  }
}
