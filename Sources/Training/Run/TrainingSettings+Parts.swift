internal import MPIRuntime
internal import TransformerModels

extension TrainingSettings {
  /// Refuses what training cannot follow.
  ///
  /// - Throws: `RunError` with code `unsupportedSetting`.
  func check() throws(RunError) {
    for (name, count) in [
      ("steps", steps), ("sequences", batch.sequences), ("tokens a sequence", batch.sequenceLength),
      ("sequences a microbatch", batch.microbatch), ("pipeline ranks", pipelineRanks),
      ("steps between checkpoints", checkpoints?.every ?? 1),
      ("checkpoints", checkpoints?.keep ?? 1),
    ] where count < 1 {
      throw RunError(code: .unsupportedSetting, detail: "\(count) \(name); at least 1 is accepted")
    }
  }

  /// - Throws: `OptimizerError` with code `settingOutOfRange`, also where no step is left to fall to a
  ///   floor in.
  func learningRates() throws(OptimizerError) -> LearningRateSchedule {
    let (warmup, constant) = (optimizer.warmup, optimizer.constant)
    let decay = optimizer.horizon - warmup - constant
    try OptimizerError.require(
      decay > 0 || optimizer.floor == optimizer.learningRate,
      "\(warmup) warm-up and \(constant) constant steps of \(optimizer.horizon), so that the rate "
        + "never falls to its floor of \(optimizer.floor); at most \(optimizer.horizon - 1) together, "
        + "or a floor of \(optimizer.learningRate)")
    return try LearningRateSchedule(
      peak: optimizer.learningRate, warmupSteps: warmup, constantSteps: constant,
      decaySteps: max(0, decay), floor: optimizer.floor)
  }

  var adamW: AdamWSettings {
    AdamWSettings(
      weightDecay: optimizer.weightDecay, clipNorm: optimizer.clip, moments: optimizer.moments)
  }
}

extension ModelConfiguration {
  /// Names of the routers of all layers with experts, those of prediction modules behind the others.
  var layersWithExperts: [String] {
    (0..<architecture.layers + architecture.multiTokenPredictionModules)
      .filter { architecture.hasExperts(layer: $0) }
      .map { "model.layers.\($0).mlp.gate.weight" }
  }
}

extension ReplicaGroups {
  /// Elements of the whole model, each once; every process calls it.
  func elementCount() throws(MPIError) -> Int {
    let own = groups.filter { $0.holders[0] == world.rank }.reduce(0) { $0 + $1.elementCount }
    return Int(try world.allReduce([Int64(own)], .sum)[0])
  }
}
