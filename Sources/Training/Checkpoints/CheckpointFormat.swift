/// The version of what stands on the disk.
enum CheckpointFormat {
  /// Written by this program, and the only one that it reads.
  static let current = 1

  /// Why a file of another version is refused.
  static func refusal(of format: Int) -> String {
    "has format \(format); this program reads format \(current)"
      + (format > current ? ", a newer program wrote the file" : "")
  }
}
