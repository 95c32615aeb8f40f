internal import MPIRuntime
internal import PipelineSchedules

/// Makes sure that all processes train by the same settings.
///
/// Processes that disagree would train on without a word, each something else.
enum SettingsAgreement {
  /// Compares the settings of all processes; every one takes part.
  ///
  /// Paths may differ: a machine may have its files elsewhere.
  ///
  /// - Throws: `RunError` with code `settingsDiffer`, the same on every process, which names the first
  ///   setting that differs, and the ranks; `MPIError` when a message fails.
  static func require(_ settings: TrainingSettings, on world: Communicator) throws {
    let own = lines(settings)
    let all = try world.allGather(Array(own.joined(separator: "\n").utf8)).map {
      String(decoding: $0, as: UTF8.self).split(
        separator: "\n", omittingEmptySubsequences: false
      ).map(String.init)
    }
    for line in own.indices {
      let values = all.map { $0.indices.contains(line) ? $0[line] : "nothing" }
      if let disagreement = RunAgreement.disagreement(values) {
        throw RunError(code: .settingsDiffer, detail: disagreement)
      }
    }
  }

  /// A line for each setting, the same for the same settings on every machine.
  static func lines(_ settings: TrainingSettings) -> [String] {
    let (model, optimizer, checkpoints) = (
      settings.model, settings.optimizer, settings.checkpoints
    )
    let schedule =
      settings.schedule.imported.map(RunAgreement.summary) ?? settings.schedule.name
    let text = settings.text.source == .synthetic ? "synthetic" : "of files"
    let saving = checkpoints.map { "every \($0.every) steps, the newest \($0.keep)" } ?? "none"
    let lines: [String] = [
      "\(settings.steps) steps",
      "seed \(model.seed)",
      "\(optimizer)",
      "\(settings.pipelineRanks) pipeline ranks",
      "schedule \(schedule)",
      "\(settings.schedule.chunks) chunks",
      "\(settings.batch)",
      settings.ramp.map { "\($0)" } ?? "no batch ramp",
      "precision \(model.precision)",
      "recomputation \(model.recomputation.rawValue)",
      "weight of prediction modules \(model.predictionWeight)",
      "weight of the balance loss \(model.balanceWeight)",
      "speed of biases \(model.biasSpeed)",
      "model \(model.architecture)",
      "constants \(model.constants)",
      "text \(text), held out \(settings.text.heldOut)",
      "checkpoints \(saving)",
      "stall limit \(settings.stallLimit.map { "\($0)" } ?? "none")",
    ]
    return lines.map { $0.replacing("\n", with: " ") }
  }
}
