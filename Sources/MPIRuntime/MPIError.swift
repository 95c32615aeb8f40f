internal import CMPI

/// Why an operation between processes failed.
///
/// The error is that of one process; the others learn of it when the job ends, which
/// ``MPIEnvironment/run(exitCode:_:)`` sees to.
public struct MPIError: Error, Hashable, Sendable, CustomStringConvertible {
  public enum Code: Hashable, Sendable {
    /// MPI itself returned an error.
    case callFailed
    /// A peer or a root that the communicator does not have.
    case rankOutOfRange
    case tagOutOfRange
    case colorOutOfRange
    /// More elements than one MPI call can count.
    case countTooLarge
    /// The message was longer than the buffer posted for it.
    case messageTooLong
    /// The message was shorter than the buffer posted for it.
    case messageTooShort
    /// Processes gave a reduction different numbers of elements.
    case countsDiffer
    /// Processes of a group that is to share memory are on several machines.
    case memoryNotShared
    /// A process waits for a message from itself that it has not sent.
    case noMessage
    /// The communicator was freed, or outlived ``MPIEnvironment/run(exitCode:_:)``.
    case finished
  }

  public let code: Code
  /// The MPI call or the offending values, and what would be accepted.
  public let detail: String

  public init(code: Code, detail: String) {
    self.code = code
    self.detail = detail
  }

  public var description: String { "MPI error (\(code)): \(detail)" }
}

/// Throws what an MPI call returned, unless it is success.
///
/// - Parameters:
///   - call: The name in the MPI standard.
///   - code: What the call returned.
/// - Throws: `MPIError` with code `callFailed`.
func check(_ call: String, _ code: Int32) throws(MPIError) {
  guard !cmpi_succeeded(code) else { return }
  var text = [CChar](repeating: 0, count: Int(cmpi_error_text_capacity()))
  unsafe cmpi_error_text(code, &text)
  let bytes = text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:))
  let message = bytes.isEmpty ? "code \(code)" : String(decoding: bytes, as: UTF8.self)
  throw MPIError(code: .callFailed, detail: "\(call): \(message)")
}

/// How many elements of a buffer a message has.
///
/// - Parameters:
///   - given: What the program asked for; nil for all.
///   - capacity: Elements of the buffer; to ask for more is a broken promise.
/// - Returns: The count as MPI takes it.
/// - Throws: `MPIError` with code `countTooLarge` above 2³¹ - 1 elements.
func messageCount(_ given: Int?, of capacity: Int) throws(MPIError) -> Int32 {
  let count = given ?? capacity
  precondition((0...capacity).contains(count), "\(count) elements of a buffer of \(capacity)")
  return try messageCount(count)
}

/// The count as MPI takes it.
///
/// - Throws: `MPIError` with code `countTooLarge` above 2³¹ - 1 elements.
func messageCount(_ count: Int) throws(MPIError) -> Int32 {
  guard let checked = Int32(exactly: count) else {
    throw MPIError(code: .countTooLarge, detail: "\(count) elements, at most \(Int32.max)")
  }
  return checked
}
