internal import CostModels

extension CalibrationFile {
  /// Reads a row of a table of attention cores.
  static func attention(_ row: Field) throws(ConfigurationError) -> AttentionMeasurement {
    enum Column: String, CaseIterable {
      case pass, heads, queryKeySize, valueSize, sequenceLength, mask
      case multiprocessors = "SMs"
      case microseconds, source
    }
    let fields = try Fields(row, keys: Column.self)
    return AttentionMeasurement(
      pass: try fields[.pass].choice(of: AttentionMeasurement.Pass.self),
      heads: try fields[.heads].int(dimension),
      queryKeySize: try fields[.queryKeySize].int(dimension),
      valueSize: try fields[.valueSize].int(dimension),
      sequenceLength: try fields[.sequenceLength].int(dimension),
      mask: try fields[.mask].choice(of: AttentionMeasurement.Mask.self),
      multiprocessors: try fields[.multiprocessors].int(1...4096),
      seconds: try positive(fields[.microseconds]) * 1e-6, source: try fields[.source].text())
  }

  /// Reads a row of a table of memory-bound kernels.
  static func memoryKernel(_ row: Field) throws(ConfigurationError) -> MemoryKernelMeasurement {
    enum Column: String, CaseIterable {
      case kernel, phase, access, launches, bytes, microseconds, source
    }
    let fields = try Fields(row, keys: Column.self)
    return MemoryKernelMeasurement(
      kernel: try fields[.kernel].text(), phase: try fields[.phase].text(),
      access: try fields[.access].choice(of: MemoryKernelMeasurement.Access.self),
      launches: try fields[.launches].int(1...10_000),
      bytes: try positive(fields[.bytes]), seconds: try positive(fields[.microseconds]) * 1e-6,
      source: try fields[.source].text())
  }

  static func positive(_ field: Field) throws(ConfigurationError) -> Double {
    try field.double(expected: "a number above 0 and below 1e15") { $0 > 0 && $0 < 1e15 }
  }
}
