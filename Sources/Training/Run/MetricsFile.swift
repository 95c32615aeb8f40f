internal import Glibc

/// The metrics of a run as a CSV file that has each step's row as soon as the step is done.
public final class MetricsFile {
  /// Of the steps whose rows were there and stay, in order; without their loads.
  public let keptSteps: [StepMetrics]
  private let file: SystemFile
  private var checksum = XXHash64()

  /// Begins a file, or goes on with the one that a run left behind.
  ///
  /// - Parameters:
  ///   - path: Of the file; its folder exists.
  ///   - steps: Those whose rows stay if they are there; later ones are from steps that are lost.
  /// - Throws: `RunError` with code `metricsUnwritable`.
  public init(path: String, keepingThrough steps: Int) throws(RunError) {
    let rows = steps > 0 ? Self.rows(ofFile: path, through: steps) : []
    keptSteps = rows.compactMap(StepMetrics.init(row:))
    do throws(CheckpointError) {
      let partial = path + ".partial"
      file = try SystemFile(writing: partial)
      try file.write(Self.lines([StepMetrics.columns] + rows), &checksum)
      // Reason: the system reads two paths that it is given.
      guard unsafe rename(partial, path) == 0 else {
        throw CheckpointError(code: .writeFailed, detail: "\(path) cannot be replaced")
      }
    } catch {
      throw RunError(code: .metricsUnwritable, detail: error.detail)
    }
  }

  /// Adds the row of a step.
  ///
  /// - Throws: `RunError` with code `metricsUnwritable`.
  public func append(_ metrics: StepMetrics) throws(RunError) {
    do throws(CheckpointError) {
      try file.write(Self.lines([metrics.row]), &checksum)
    } catch {
      throw RunError(code: .metricsUnwritable, detail: error.detail)
    }
  }

  private static func lines(_ rows: [String]) -> [UInt8] {
    Array(rows.map { $0 + "\n" }.joined().utf8)
  }

  /// The rows of a file that belong to the first steps; none where it is no such file.
  private static func rows(ofFile path: String, through steps: Int) -> [String] {
    guard let file = try? SystemFile(reading: path), let size = try? file.size(),
      let bytes: [UInt8] = try? file.read(size, at: 0)
    else { return [] }
    // What stands behind the last line break was never written to its end.
    let whole = bytes[..<((bytes.lastIndex(of: UInt8(ascii: "\n")) ?? -1) + 1)]
    let lines = String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
    guard lines.first == StepMetrics.columns else { return [] }
    return lines.dropFirst().filter { line in
      Int(line.prefix { $0 != "," }).map { 1...steps ~= $0 } ?? false
    }
  }
}
