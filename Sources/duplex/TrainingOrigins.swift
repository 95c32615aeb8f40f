import PipelineSchedules
import RunConfigurations
import Training

/// Where the settings of a training run come from: options of the command line, or lines of the file.
struct TrainingOrigins {
  let places: ConfigurationPlaces
  let changes: TrainingChanges
  let settings: TrainingSettings
  var start = RunStart.anyway

  /// A setting by its option, or by file, line and key.
  func name(_ key: String) -> String {
    let option: String? =
      switch key {
      case "parallelism.pipeline": changes.pipeline.map { _ in "--pipeline" }
      case "schedule": changes.schedule.map { _ in "--schedule" }
      case "precision": changes.precision.map { _ in "--precision" }
      case "steps": changes.steps.map { _ in "--steps" }
      default: nil
      }
    return option ?? places.place(of: key)
  }

  /// Puts in front of an error of what is said here where the settings come from that it is about, and
  /// behind it what a person may do.
  ///
  /// - Throws: `InputError` in place of errors about settings; others as they are.
  func naming<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as RunError {
      throw named(error)
    } catch let error as ScheduleError {
      throw named(error)
    } catch let error as DataError {
      throw named(error)
    } catch let error as ExecutionError where error.code == .wrongRankCount {
      throw InputError("\(name("schedule")): \(error.detail)")
    } catch let error as OptimizerError where error.code == .settingOutOfRange {
      throw InputError("\(name("optimizer")): \(error.detail)")
    } catch let error as TrainingError {
      throw InputError("\(name("model")): \(error.detail)")
    } catch let error as CheckpointError where error.code == .factsDiffer {
      throw InputError(
        "\(error.detail); the values of the checkpoint go on, another --output begins anew")
    }
  }

  private func named(_ error: RunError) -> any Error {
    switch error.code {
    case .tooLittleMemory: InputError("\(name("model")): \(error.detail)")
    case .indivisibleBatch: InputError("\(name("batch.sequences")): \(error.detail)")
    case .wrongProcessCount: InputError("\(name("parallelism.pipeline")): \(error.detail)")
    case .textUnreadable: InputError("\(name("data")): \(error.detail)")
    case .noCheckpoint where start == .resume:
      InputError("--resume: \(error.detail); leave --resume away to begin anew")
    case .folderNotEmpty:
      InputError(
        "--fresh: \(settings.checkpoints?.folder ?? "the folder") holds checkpoints; "
          + "another --output begins anew")
    default: error
    }
  }

  private func named(_ error: ScheduleError) -> InputError {
    guard error.code == .tooManyStages else {
      return InputError("\(name("schedule")): \(error.detail)")
    }
    let isChosen =
      (try? ScheduleCatalog.entry(named: settings.schedule.name))?.chunks == .chosen
    return isChosen
      ? InputError("\(name("chunks")): \(error.detail); fewer chunks, or a smaller --pipeline")
      : InputError("\(name("parallelism.pipeline")): \(error.detail); a smaller --pipeline")
  }

  private func named(_ error: DataError) -> InputError {
    if error.code == .smallVocabulary { return InputError("\(name("model")): \(error.detail)") }
    guard case .path(let path) = settings.text.source else {
      return InputError("\(name("data")): \(error.detail)")
    }
    let text = error.detail.contains(path) ? "" : "\(path): "
    return InputError("\(name("data.path")): \(text)\(error.detail)")
  }
}
