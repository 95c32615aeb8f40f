public import Training
internal import TransformerModels

/// Reads `configs/training/*.yaml`: a model, its text, how it is trained and on what grid.
///
/// Paths in the file are relative to the file, but for the folder of checkpoints, which the output
/// folder holds; nothing else depends on where the program runs.
public enum TrainingFile {
  /// Reads a file and the model that it names.
  ///
  /// - Returns: The settings; a schedule `csv:FILE` is named and not yet imported.
  /// - Throws: `ConfigurationError` naming file, line, key, value and what would be accepted.
  public static func read(path: String) throws(ConfigurationError) -> TrainingSettings {
    try read(ConfigurationText(contentsOf: path))
  }

  /// Reads the bytes of a file that need not exist; the files that it names lie beside `path`.
  ///
  /// - Throws: `ConfigurationError`, as ``read(path:)``.
  public static func read(
    bytes: [UInt8], path: String
  ) throws(ConfigurationError) -> TrainingSettings {
    try read(ConfigurationText(path: path, bytes: bytes))
  }

  private static func read(
    _ file: ConfigurationText
  ) throws(ConfigurationError) -> TrainingSettings {
    try TrainingReader(
      model: readModel(path:), fileExists: isFile(path:), pathExists: fileExists(path:)
    ).read(file)
  }

  private static func readModel(path: String) throws(ConfigurationError) -> ModelConfiguration {
    do throws(ModelError) {
      return try ModelConfiguration(contentsOf: path)
    } catch {
      throw ConfigurationError(code: .invalidModel, detail: error.detail)
    }
  }
}

extension TrainingFile {
  /// What a run is called: the file's name without its ending.
  public static func name(ofPath path: String) -> String { stem(ofPath: path) }
}
