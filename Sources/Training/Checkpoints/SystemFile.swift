internal import Glibc

/// An open file, closed with the last use of the value.
///
/// Errors bear the file's full name, what the system said, and a remedy.
struct SystemFile: ~Copyable {
  let path: String
  private let descriptor: Int32
  /// Of one call of the system; more than a core's cache would not be faster.
  private static let chunk = 1 << 20

  /// Opens a file for reading.
  ///
  /// - Throws: `CheckpointError` with code `readFailed`.
  init(reading path: String) throws(CheckpointError) {
    // A pipe in the place of a file would wait for a writer.
    try self.init(path, O_RDONLY | O_NONBLOCK, .readFailed)
  }

  /// Makes a file, in place of one of the same name.
  ///
  /// - Throws: `CheckpointError` with code `writeFailed`.
  init(writing path: String) throws(CheckpointError) {
    try self.init(path, O_WRONLY | O_CREAT | O_TRUNC, .writeFailed)
  }

  /// Opens a folder, to make what happened to its entries durable.
  ///
  /// - Throws: `CheckpointError` with the given code.
  init(folder path: String, _ code: CheckpointError.Code) throws(CheckpointError) {
    try self.init(path, O_RDONLY | O_DIRECTORY, code)
  }

  private init(
    _ path: String, _ flags: Int32, _ code: CheckpointError.Code
  ) throws(CheckpointError) {
    self.path = path
    // Reason: the system reads a path that it is given.
    descriptor = unsafe open(path, flags | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw CheckpointError(code, path, errno) }
  }

  deinit { _ = close(descriptor) }

  /// Writes numbers as memory holds them at the end of what was written before, and adds them to a checksum.
  ///
  /// - Throws: `CheckpointError` with code `writeFailed`.
  func write<Element: BitwiseCopyable>(
    _ elements: [Element], _ checksum: inout XXHash64
  ) throws(CheckpointError) {
    // Reason: the standard library marks the raw view of any elements; numbers have no padding.
    let bytes = unsafe elements.span.bytes
    var offset = 0
    while offset < bytes.byteCount {
      let part = bytes.extracting(offset..<min(offset + Self.chunk, bytes.byteCount))
      checksum.update(part)
      try write(part)
      offset += part.byteCount
    }
  }

  private func write(_ bytes: RawSpan) throws(CheckpointError) {
    var written = 0
    while written < bytes.byteCount {
      let left = bytes.extracting(written..<bytes.byteCount)
      // Reason: the system reads the bytes of a span that it is given.
      let count = unsafe left.withUnsafeBytes {
        unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw CheckpointError(.writeFailed, path, count < 0 ? errno : ENOSPC) }
      written += count
    }
  }

  /// Returns once the system has everything on the disk.
  ///
  /// - Throws: `CheckpointError` with code `writeFailed`.
  func synchronize() throws(CheckpointError) {
    // Some file systems have no folders that could be synchronised, and say so.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw CheckpointError(.writeFailed, path, errno)
    }
  }

  /// Bytes of the file.
  ///
  /// - Throws: `CheckpointError` with code `readFailed`, `damaged` for what is no regular file, whose
  ///   size would mean nothing.
  func size() throws(CheckpointError) -> Int {
    var status = stat()
    // Reason: the system fills a structure that it is given.
    guard unsafe fstat(descriptor, &status) == 0 else {
      throw CheckpointError(.readFailed, path, errno)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let kind = status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "a device or pipe"
      throw CheckpointError(code: .damaged, detail: "\(path) is \(kind); expected a file")
    }
    return status.st_size
  }

  /// Reads elements that lie in the file as memory holds them.
  ///
  /// - Parameters:
  ///   - count: Elements.
  ///   - offset: In bytes, from the beginning of the file.
  /// - Returns: `[count]`
  /// - Throws: `CheckpointError` with code `readFailed`, `damaged` where the file ends before.
  func read<Element: BitwiseCopyable>(
    _ count: Int, at offset: Int
  ) throws(CheckpointError) -> [Element] {
    var failure: CheckpointError?
    let bytes = count * MemoryLayout<Element>.stride
    // Reason: an array is filled with bytes of a file; after a failure it is dropped unread.
    let elements = unsafe [Element](unsafeUninitializedCapacity: count) { buffer, initialized in
      var done = 0
      while done < bytes {
        let start = unsafe UnsafeMutableRawPointer(buffer.baseAddress)?.advanced(by: done)
        let got = unsafe pread(descriptor, start, min(bytes - done, 1 << 30), offset + done)
        if got < 0, errno == EINTR { continue }
        guard got > 0 else {
          failure =
            got < 0
            ? CheckpointError(.readFailed, path, errno)
            : CheckpointError(
              code: .damaged,
              detail: "\(path) ends at byte \(offset + done); expected \(offset + bytes)")
          break
        }
        done += got
      }
      initialized = count
    }
    if let failure { throw failure }
    return elements
  }

  /// The checksum of the whole file.
  ///
  /// - Parameter size: Bytes of the file.
  /// - Returns: XXH64 of the bytes.
  /// - Throws: `CheckpointError` with code `readFailed`, `damaged` where the file ends before.
  func checksum(size: Int) throws(CheckpointError) -> UInt64 {
    var hash = XXHash64()
    var offset = 0
    while offset < size {
      let part: [UInt8] = try read(min(Self.chunk, size - offset), at: offset)
      // Reason: as for writing.
      unsafe hash.update(part.span.bytes)
      offset += part.count
    }
    return hash.finish()
  }
}
