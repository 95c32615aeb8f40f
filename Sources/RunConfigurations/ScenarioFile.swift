internal import ClusterModels
public import Simulation
internal import TransformerModels

/// Reads `configs/scenarios/*.yaml`: a model on a cluster, how it is trained, what a run costs.
///
/// Paths in the file are relative to the file; nothing else depends on where the program runs.
public enum ScenarioFile {
  /// Reads a file and those that it names.
  ///
  /// - Throws: `ConfigurationError` naming file, line, key, value and what would be accepted, be it
  ///   in the scenario or in a file that it names.
  public static func read(path: String) throws(ConfigurationError) -> Scenario {
    try read(ConfigurationText(contentsOf: path))
  }

  /// Reads the bytes of a file that need not exist; the files that it names lie beside `path`.
  ///
  /// - Throws: `ConfigurationError`, as ``read(path:)``.
  public static func read(
    bytes: [UInt8], path: String
  ) throws(ConfigurationError) -> Scenario {
    try read(ConfigurationText(path: path, bytes: bytes))
  }

  private static func read(_ file: ConfigurationText) throws(ConfigurationError) -> Scenario {
    try ScenarioReader(
      model: readModel(path:), cluster: ClusterFile.read(path:),
      calibration: ClusterFile.calibration(path:), fileExists: isFile(path:)
    ).read(file)
  }

  static func readModel(path: String) throws(ConfigurationError) -> Architecture {
    do {
      return try Architecture(contentsOf: path)
    } catch {
      throw ConfigurationError(code: .invalidModel, detail: error.detail)
    }
  }
}
