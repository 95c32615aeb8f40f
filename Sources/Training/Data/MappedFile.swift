internal import Glibc

/// A file of a corpus as memory, which the system fills where it is read.
///
/// Reading what a file lost since it was mapped would end the process without a word, so its size is
/// looked at before every copy. What is cut off between the look and the end of the copy, some
/// microseconds later, still does.
@safe
final class MappedFile {
  private let file: CorpusFile
  private let descriptor: Int32
  private let start: UnsafeRawPointer

  /// Maps a file; nothing is read yet.
  ///
  /// - Parameter file: Of one byte at least.
  /// - Throws: `DataError` with code `missingPath`, `unreadable` or `fileChanged`.
  init(_ file: CorpusFile) throws(DataError) {
    // Reason: the system reads a path that it is given.
    let descriptor = unsafe open(file.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw Self.failure(file, errno) }
    do throws(DataError) {
      try Self.requireSize(file, descriptor)
      // Reason: the map is read only, is given back with this value, and is not read beyond its size.
      guard let start = unsafe mmap(nil, file.size, PROT_READ, MAP_PRIVATE, descriptor, 0),
        unsafe start != MAP_FAILED
      else { throw Self.failure(file, errno) }
      unsafe self.start = UnsafeRawPointer(start)
    } catch {
      close(descriptor)
      throw error
    }
    self.file = file
    self.descriptor = descriptor
  }

  deinit {
    // Reason: nothing else knows the map.
    unsafe munmap(UnsafeMutableRawPointer(mutating: start), file.size)
    close(descriptor)
  }

  /// Adds some of the bytes to tokens.
  ///
  /// - Parameters:
  ///   - range: Within the size that the file had when it was found.
  ///   - tokens: Those before.
  /// - Throws: `DataError` with code `fileChanged` where it has another one now.
  func append(_ range: Range<Int>, to tokens: inout [Int32]) throws(DataError) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= file.size, "bytes \(range) of \(file.size)")
    try Self.requireSize(file, descriptor)
    // Reason: the range is inside the map, and the file behind it is as long.
    tokens += unsafe UnsafeRawBufferPointer(start: start + range.lowerBound, count: range.count)
      .lazy.map { Int32($0) }
  }

  private static func requireSize(_ file: CorpusFile, _ descriptor: Int32) throws(DataError) {
    var status = stat()
    // Reason: the system fills a structure that it is given.
    guard unsafe fstat(descriptor, &status) == 0 else { throw failure(file, errno) }
    guard status.st_size == file.size else {
      throw DataError(
        code: .fileChanged,
        detail:
          "\(file.path): \(status.st_size) bytes, \(file.size) when the run began; files of a "
          + "run must not change")
    }
  }

  private static func failure(_ file: CorpusFile, _ number: Int32) -> DataError {
    switch number {
    case ENOENT:
      DataError(
        code: .missingPath, detail: "\(file.path): is gone; it was there when the run began")
    case EMFILE, ENFILE:
      DataError(
        code: .unreadable, detail: "\(file.path): too many open files; raise their limit")
    default:
      DataError(
        code: .unreadable, detail: "\(file.path): cannot be read; expected a readable file")
    }
  }
}
