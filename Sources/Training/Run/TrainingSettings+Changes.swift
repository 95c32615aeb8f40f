extension TrainingSettings {
  private static let prefix = "settings."

  /// What decides how the weights move and may yet change between the runs of a checkpoint, by its keys
  /// in a training file.
  private var changeable: [(key: String, value: String)] {
    [
      ("optimizer.learningRate", "\(optimizer.learningRate)"),
      ("optimizer.warmup", "\(optimizer.warmup)"),
      ("optimizer.constant", "\(optimizer.constant)"), ("optimizer.floor", "\(optimizer.floor)"),
      ("steps", "\(optimizer.horizon)"), ("optimizer.weightDecay", "\(optimizer.weightDecay)"),
      ("optimizer.clip", optimizer.clip.map { "\($0)" } ?? "none"),
      ("batch.sequences", "\(batch.sequences)"),
      ("balancing.bias", "\(model.biasSpeed)"), ("balancing.auxiliary", "\(model.balanceWeight)"),
      ("mtp.weight", "\(model.predictionWeight)"),
    ]
  }

  /// The same as facts of a checkpoint.
  var changeableFacts: [String: String] {
    Dictionary(uniqueKeysWithValues: changeable.map { (Self.prefix + $0.key, $0.value) })
  }

  /// What is not as it was when a checkpoint was written, for people.
  ///
  /// - Parameter facts: Of the checkpoint; what an older one does not say is left out.
  /// - Returns: Nil where nothing differs.
  func changes(since facts: [String: String]) -> String? {
    let changed = changeable.compactMap { key, value -> String? in
      guard let old = facts[Self.prefix + key], old != value else { return nil }
      return "\(key) \(value), was \(old)"
    }
    return changed.isEmpty
      ? nil : "differs from the checkpoint: \(changed.joined(separator: "; "))"
  }
}
