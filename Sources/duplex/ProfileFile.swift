import FoundationEssentials
import Training

/// Where `train --profile` leaves what it measured.
struct ProfileFile {
  private let path: String

  /// Makes sure, before a long run, that the file can be written, and leaves nothing where none was.
  ///
  /// - Throws: `InputError` where it cannot.
  init(path: String) throws {
    self.path = path
    let files = FileManager.default
    if !files.fileExists(atPath: path) {
      try write("")
      try? files.removeItem(atPath: path)
    } else if !files.isWritableFile(atPath: path) {
      throw refusal
    }
  }

  /// Writes the durations of some steps; without any it says so and leaves the file alone.
  ///
  /// - Throws: `InputError` where it cannot be written.
  func write(_ steps: [MeasuredStep]) throws {
    guard !steps.isEmpty else {
      return Console.notice("no step was measured; --profile \(path) was not written")
    }
    try write(MeasuredDurations(steps).csv)
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
