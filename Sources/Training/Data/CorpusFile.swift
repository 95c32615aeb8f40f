internal import FoundationEssentials

/// A file of a corpus.
struct CorpusFile {
  let path: String
  /// Bytes when it was found.
  let size: Int

  /// Maps the file into memory; nothing is read yet.
  ///
  /// - Throws: `DataError` with code `missingPath`, `unreadable` or `fileChanged`.
  func mapped() throws(DataError) -> Data {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
      throw DataError(
        code: .missingPath, detail: "\(path): is gone; it was there when the run began")
    } catch {
      throw DataError(
        code: .unreadable, detail: "\(path): cannot be read; expected a readable file")
    }
    guard data.count == size else {
      throw DataError(
        code: .fileChanged,
        detail: "\(path): \(data.count) bytes, \(size) when the run began; files of a run must not "
          + "change")
    }
    return data
  }
}
