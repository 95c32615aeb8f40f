/// Bad input that not all processes met, such as a file that is missing on one machine.
enum ProcessFailure: Error, CustomStringConvertible {
  /// This process met it, process 0 did not.
  case here(rank: Int, cause: any Error)
  /// Another process met it, and says so.
  case elsewhere

  var description: String {
    switch self {
    case .here(let rank, let cause): "rank \(rank): \(cause)"
    case .elsewhere: "another process failed"
    }
  }
}
