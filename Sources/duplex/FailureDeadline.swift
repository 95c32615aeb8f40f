import Glibc
import MPIRuntime

/// Ends the job where one process alone met bad input.
///
/// As a rule all processes meet it and end together. Others would wait for the one that met it alone,
/// and that one, in the end of MPI, for them.
enum FailureDeadline {
  /// More than processes of one job are apart.
  private static let grace = Duration.seconds(5)

  /// Gives the other processes a while to end, too, and ends this one then, which ends the job.
  ///
  /// - Parameters:
  ///   - status: What the process ends with.
  ///   - message: For standard error, where nobody has spoken; nil for nothing.
  static func begin(_ status: Int32, message: String?) {
    guard MPIEnvironment.isLaunched else { return }
    Task.detached(priority: .high) {
      do { try await Task.sleep(for: grace) } catch { return }
      if let message { StandardError.write(message + "\n") }
      // Not `exit`, whose handlers would take MPI down under a thread that is inside it.
      _exit(status)
    }
  }
}
