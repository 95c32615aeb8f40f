internal import CMPI

/// Memory that all processes of a group read and write, a part for each rank.
///
/// Comes from ``Communicator/makeSharedWindow(bytes:)``. Nothing orders the accesses of two
/// processes but what they agree on: the numbers of ``SharedNumber``, or messages. It lives until all
/// processes call ``free()``, or until the run ends.
@safe
public final class SharedWindow {
  private var window: cmpi_window?
  private var parts: [UnsafeMutableRawBufferPointer]
  /// True where this process allocated the memory itself, being alone.
  private let isPrivate: Bool

  init(window: cmpi_window?, parts: [UnsafeMutableRawBufferPointer], isPrivate: Bool) {
    unsafe self.window = window
    unsafe self.parts = parts
    self.isPrivate = isPrivate
  }

  deinit {
    // To free a window of several processes is a step that all of them take.
    if isPrivate { unsafe parts.forEach { unsafe $0.deallocate() } }
  }

  /// Bytes of each rank's part, in rank order.
  public var byteCounts: [Int] { unsafe parts.map(\.count) }

  /// A rank's part, aligned to 64 bytes at least.
  ///
  /// The memory lives as long as the window; who else writes to it is the program's affair.
  ///
  /// - Parameter rank: From 0 to one below the size of the group.
  /// - Returns: The part as this process sees it.
  @unsafe
  public func bytes(of rank: Int) -> UnsafeMutableRawBufferPointer { unsafe parts[rank] }

  /// A number in a rank's part that processes change without tearing it.
  ///
  /// - Parameters:
  ///   - index: Counted in numbers of 8 bytes from the part's start; inside it.
  ///   - rank: Whose part.
  /// - Returns: A reference to the number.
  public func number(_ index: Int, of rank: Int) -> SharedNumber {
    let bytes = unsafe parts[rank]
    precondition(
      index >= 0 && (index + 1) * 8 <= bytes.count,
      "number \(index) of a part of \(bytes.count) bytes")
    // SAFETY: inside the part, which the number keeps alive with its window.
    return unsafe SharedNumber(
      word: (bytes.baseAddress.unsafelyUnwrapped + index * 8).assumingMemoryBound(to: Int64.self),
      window: self)
  }

  /// Gives the memory back; every process of the group calls it, after the last access of any.
  ///
  /// - Throws: `MPIError` with code `callFailed` when MPI fails.
  public func free() throws(MPIError) {
    guard unsafe window != nil else { return }
    unsafe parts = []
    try check("MPI_Win_free", unsafe cmpi_window_free(&window))
    unsafe window = nil
  }
}
