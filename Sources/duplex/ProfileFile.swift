import FoundationEssentials
import Training

/// Where `train --profile` leaves what it measured.
struct ProfileFile {
  private let path: String

  /// Makes sure, before a long run, that the file can be written.
  ///
  /// - Throws: `InputError` where it cannot.
  init(path: String) throws {
    self.path = path
    if !FileManager.default.fileExists(atPath: path) { try write("") }
    guard FileManager.default.isWritableFile(atPath: path) else { throw refusal }
  }

  /// Writes the durations of some steps.
  ///
  /// - Throws: `InputError` where it cannot be written.
  func write(_ steps: [MeasuredStep]) throws {
    if !steps.isEmpty { try write(MeasuredDurations(steps).csv) }
  }

  private func write(_ text: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path))
    } catch {
      throw refusal
    }
  }

  private var refusal: InputError {
    InputError("--profile \(path): expected a file that can be written")
  }
}
