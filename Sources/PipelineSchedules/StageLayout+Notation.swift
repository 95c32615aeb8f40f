extension StageLayout: CustomStringConvertible {
  /// Megatron's notation, equal neighbours drawn together: `Ett|(tttt|)*14tttmL`.
  public var description: String {
    let texts = stages.map { String($0.map(\.rawValue)) }
    var result = ""
    var index = 0
    while index < texts.count - 1 {
      let run = texts[index..<texts.count - 1].prefix { $0 == texts[index] }.count
      result += run == 1 ? "\(texts[index])|" : "(\(texts[index])|)*\(run)"
      index += run
    }
    return result + (texts.last ?? "")
  }

  /// Reads a layout in Megatron's notation.
  ///
  /// `E`, `t`, `m`, `L` are units, `|` a stage border, `x*n` and `(x)*n` repeat, also inside each
  /// other; commas and spaces are for the eye only.
  ///
  /// - Parameters:
  ///   - text: Such as `Ett|(tttt|)*14tttmL`.
  ///   - layers: Transformer layers of the model, each a `t`.
  ///   - multiTokenPrediction: Its multi-token prediction modules, each an `m`.
  ///   - stages: Stages of the schedule.
  /// - Throws: `ScheduleError` with code `unreadableLayout` where the text is no layout, has units out
  ///   of order or an empty stage, or does not fit the counts; the detail names found and expected
  ///   counts and the place in the text.
  /// - Complexity: O(characters + units)
  /// - Source: Megatron-LM, `--pipeline-model-parallel-layout`.
  public init(
    _ text: String, layers: Int, multiTokenPrediction: Int, stages: Int
  ) throws(ScheduleError) {
    let tokens = try LayoutTokens(text).tokens
    let read = try Self.split(tokens)
    let expected: [(StageUnit, Int, String)] = [
      (.embedding, 1, "embeddings"), (.layer, layers, "layers"),
      (.multiTokenPrediction, multiTokenPrediction, "multi-token prediction modules"),
      (.head, 1, "heads"),
    ]
    for (unit, count, name) in expected {
      let places = tokens.filter { $0.letter == unit.rawValue }.map(\.place)
      guard places.count == count else {
        let place = places.last.map { ", the last at place \($0)" } ?? ""
        throw ScheduleError(
          code: .unreadableLayout,
          detail: "\(places.count) \(name) (\(unit.rawValue))\(place); expected \(count)")
      }
    }
    guard read.count == stages else {
      throw ScheduleError(
        code: .unreadableLayout,
        detail: "\(read.count) stages, divided by \(read.count - 1) borders (|); expected "
          + "\(stages)")
    }
    self.init(stages: read)
  }

  /// Cuts at the borders; checks order, and that the modules stand with the head.
  private static func split(_ tokens: [LayoutTokens.Token]) throws(ScheduleError) -> [[StageUnit]] {
    var stages: [[StageUnit]] = []
    var stage: [StageUnit] = []
    var last = StageUnit.embedding
    for token in tokens {
      if let unit = StageUnit(rawValue: token.letter) {
        guard last <= unit else {
          throw ScheduleError(
            code: .unreadableLayout,
            detail:
              "'\(unit.rawValue)' at place \(token.place) stands behind '\(last.rawValue)'; the "
              + "order is E, t, m, L")
        }
        last = unit
        stage.append(unit)
        continue
      }
      guard last < .multiTokenPrediction else {
        throw ScheduleError(
          code: .unreadableLayout,
          detail:
            "border at place \(token.place) behind '\(last.rawValue)'; all m stand with L on the "
            + "last stage")
      }
      try requireUnits(stage, number: stages.count, place: "before place \(token.place)")
      stages.append(stage)
      stage = []
    }
    try requireUnits(stage, number: stages.count, place: "at the end")
    return stages + [stage]
  }

  private static func requireUnits(
    _ stage: [StageUnit], number: Int, place: String
  ) throws(ScheduleError) {
    guard stage.isEmpty else { return }
    throw ScheduleError(
      code: .unreadableLayout,
      detail: "stage \(number) is empty, \(place); each stage holds at least one unit")
  }
}
