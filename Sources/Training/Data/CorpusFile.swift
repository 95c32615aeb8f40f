/// A file of a corpus.
struct CorpusFile {
  let path: String
  /// Bytes when it was found.
  let size: Int

  /// Of each end of a large file.
  private static let endBytes = 64 << 10
  private static let block = 4 << 10
  private static let blocks = 64

  /// What tells the file from another one of its size.
  ///
  /// Covers every byte of a file of at most 384 KiB; of a larger one the first and the last 64 KiB and 64
  /// blocks of 4 KiB, spread evenly between them.
  ///
  /// - Returns: XXH64 of those bytes.
  /// - Throws: `DataError` with code `unreadable`, `fileChanged` where it is shorter by now.
  /// - Complexity: O(1), whatever the size.
  func sampledChecksum() throws(DataError) -> UInt64 {
    do throws(CheckpointError) {
      let file = try SystemFile(reading: path)
      var hash = XXHash64()
      for range in sampledRanges {
        let bytes: [UInt8] = try file.read(range.count, at: range.lowerBound)
        // Reason: the standard library marks the raw view of any elements; bytes have no padding.
        unsafe hash.update(bytes.span.bytes)
      }
      return hash.finish()
    } catch {
      throw DataError(
        code: error.code == .damaged ? .fileChanged : .unreadable,
        detail: "\(error.detail); expected a readable file that does not change")
    }
  }

  private var sampledRanges: [Range<Int>] {
    let whole = 2 * Self.endBytes + Self.blocks * Self.block
    guard size > whole else { return [0..<size] }
    let between = size - 2 * Self.endBytes - Self.block
    let starts = (0..<Self.blocks).map { Self.endBytes + between / (Self.blocks - 1) * $0 }
    return [0..<Self.endBytes] + starts.map { $0..<$0 + Self.block }
      + [size - Self.endBytes..<size]
  }
}
