public import ClusterModels
internal import CostModels
internal import Quantities

/// Reads `configs/accelerators/*.yaml`: one GPU model.
public enum AcceleratorFile {
  /// Reads a file.
  ///
  /// - Throws: `ConfigurationError` naming file, line, key, value and what would be accepted.
  public static func read(path: String) throws(ConfigurationError) -> Accelerator {
    try read(ConfigurationText(contentsOf: path))
  }

  private enum Key: String, CaseIterable {
    case name, streamingMultiprocessors, memory, memoryBandwidth, peakBF16, peakFP8, efficiency
    case source, calibration
  }

  static func read(_ file: ConfigurationText) throws(ConfigurationError) -> Accelerator {
    let fields = try Fields(Field(root: file), keys: Key.self)
    let rates = ComputeRate(flopsPerSecond: 1e9)...ComputeRate(flopsPerSecond: 1e18)
    let peakFP8 = try fields.optional(.peakFP8)?.quantity(rates)
    // What it names is read where a scenario asks for it.
    _ = try fields.optional(.calibration)?.text(expectedCalibration)
    return Accelerator(
      name: try fields[.name].text(),
      streamingMultiprocessors: try fields[.streamingMultiprocessors].int(1...4096),
      memory: try fields[.memory].quantity(Bytes(1 << 20)...Bytes(1 << 44)),
      memoryBandwidth: try fields[.memoryBandwidth].quantity(linkRates),
      peakBF16: try fields[.peakBF16].quantity(rates), peakFP8: peakFP8,
      efficiency: try efficiency(fields[.efficiency], hasFP8: peakFP8 != nil),
      source: try fields[.source].text())
  }

  /// Reads the measurements that the accelerator's file names and fits the cost models to them.
  ///
  /// - Returns: Nil where it names none.
  static func calibration(
    _ file: ConfigurationText
  ) throws(ConfigurationError) -> Calibration? {
    let fields = try Fields(Field(root: file), keys: Key.self)
    return try fields.optional(.calibration)?.referenced(
      expectedCalibration, exists: fileExists(path:), read: CalibrationFile.read(path:))
  }

  private static let expectedCalibration = "the path of a calibration's YAML file"

  private static func efficiency(
    _ field: Field, hasFP8: Bool
  ) throws(ConfigurationError) -> Accelerator.Efficiency {
    enum Key: String, CaseIterable {
      case gemmBF16, gemmFP8, attentionForward, attentionBackward, memory, source
    }
    let fields = try Fields(field, keys: Key.self)
    if !hasFP8, let share = fields.optional(.gemmFP8) {
      throw share.refusal(.inconsistent, expected: "no such key without peakFP8")
    }
    return Accelerator.Efficiency(
      gemmBF16: try share(fields[.gemmBF16]),
      gemmFP8: hasFP8 ? try share(fields[.gemmFP8]) : 0,
      attentionForward: try share(fields[.attentionForward]),
      attentionBackward: try share(fields[.attentionBackward]),
      memory: try share(fields[.memory]), source: try fields[.source].text())
  }

  private static func share(_ field: Field) throws(ConfigurationError) -> Double {
    try field.double(expected: "a share from 0.01 to 1") { (0.01...1).contains($0) }
  }

  /// From slow Ethernet to beyond any package of chips.
  static let linkRates = Bandwidth(bytesPerSecond: 1e8)...Bandwidth(bytesPerSecond: 1e15)
}

extension Field {
  /// The whole of a file.
  init(root file: ConfigurationText) throws(ConfigurationError) {
    let node = try YAMLNode(parsing: file)
    self.init(path: file.path, key: "", line: node.line, node: node)
  }
}
