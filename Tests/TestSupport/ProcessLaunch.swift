import Subprocess
import SystemPackage

/// Starts programs as a person does, and brings back what they said.
///
/// The environment is that of the tests without what a surrounding `mpirun` left in it, plus settings
/// under which Open MPI is quiet and safe on one machine with few cores.
public struct ProcessLaunch: Sendable {
  /// How a program ended.
  public struct Outcome: Sendable, Hashable {
    /// 128 plus the signal when one ended it, as shells say.
    public let exitCode: Int32
    public let standardOutput: String
    public let standardError: String
  }

  /// Seconds after which a program is taken for hung: below the minute that suites allow a test.
  public static let defaultLimit = 45

  /// Path, or a name to be found in `PATH`.
  private let program: Executable
  private let arguments: [String]
  private let environment: [String: String]
  private let workingDirectory: String?
  private let seconds: Int

  /// Runs a program of this package.
  ///
  /// - Parameters:
  ///   - product: An executable target, built beside the tests that depend on it.
  ///   - arguments: Without the program's name.
  ///   - environment: Added to the quiet environment.
  ///   - workingDirectory: Path; that of the tests when nil.
  ///   - seconds: Wall-clock limit.
  /// - Returns: How it ended, whatever the exit code.
  /// - Throws: ``LaunchError`` when it is not built or the limit passes.
  public static func run(
    _ product: String, _ arguments: [String] = [], environment: [String: String] = [:],
    in workingDirectory: String? = nil, seconds: Int = defaultLimit
  ) async throws -> Outcome {
    try await ProcessLaunch(
      program: .path(FilePath(BuildFolder.executable(product))), arguments: arguments,
      environment: environment, workingDirectory: workingDirectory, seconds: seconds
    ).outcome()
  }

  /// Runs a program of this package on several ranks of this machine.
  ///
  /// - Parameters:
  ///   - ranks: Processes, at least 1; more than there are cores is fine.
  ///   - product: An executable target, built beside the tests that depend on it.
  ///   - arguments: Without the program's name.
  ///   - environment: Added to the quiet environment.
  ///   - workingDirectory: Path; that of the tests when nil.
  ///   - seconds: Wall-clock limit, after which `mpirun` itself ends all ranks with exit code 110.
  /// - Returns: How it ended, whatever the exit code.
  /// - Throws: ``LaunchError`` when it is not built or `mpirun` hangs.
  public static func mpirun(
    ranks: Int, _ product: String, _ arguments: [String] = [],
    environment: [String: String] = [:], in workingDirectory: String? = nil,
    seconds: Int = defaultLimit
  ) async throws -> Outcome {
    let program = try BuildFolder.executable(product)
    return try await ProcessLaunch(
      program: .name("mpirun"),
      arguments: ["--timeout", "\(seconds)", "-n", "\(ranks)", program] + arguments,
      environment: environment, workingDirectory: workingDirectory, seconds: seconds + 10
    ).outcome()
  }

  /// Runs any program, for instance a script of this repository.
  ///
  /// - Parameters:
  ///   - path: Absolute path.
  ///   - arguments: Without the program's name.
  ///   - environment: Added to the quiet environment.
  ///   - workingDirectory: Path; that of the tests when nil.
  ///   - seconds: Wall-clock limit.
  /// - Returns: How it ended, whatever the exit code.
  /// - Throws: ``LaunchError`` when the limit passes.
  public static func run(
    path: String, _ arguments: [String] = [], environment: [String: String] = [:],
    in workingDirectory: String? = nil, seconds: Int = defaultLimit
  ) async throws -> Outcome {
    try await ProcessLaunch(
      program: .path(FilePath(path)), arguments: arguments, environment: environment,
      workingDirectory: workingDirectory, seconds: seconds
    ).outcome()
  }

  private func outcome() async throws -> Outcome {
    try await withThrowingTaskGroup(of: Outcome.self) { group in
      group.addTask { try await finish() }
      group.addTask {
        try await Task.sleep(for: .seconds(seconds))
        throw LaunchError(
          code: .tookTooLong, detail: "\(program) \(arguments) ran longer than \(seconds) s")
      }
      defer { group.cancelAll() }
      guard let first = try await group.next() else { throw CancellationError() }
      return first
    }
  }

  private func finish() async throws -> Outcome {
    var options = PlatformOptions()
    // To mpirun this is the request to end its ranks; killed at once it would leave them behind.
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(5))]
    let variables = QuietEnvironment.variables(adding: environment)
    let result = try await Subprocess.run(
      program, arguments: Arguments(arguments), environment: .custom(variables),
      workingDirectory: workingDirectory.map { FilePath($0) }, platformOptions: options,
      output: .string(limit: 1 << 26), error: .string(limit: 1 << 26))
    let exitCode: Int32 =
      switch result.terminationStatus {
      case .exited(let code): code
      case .signaled(let signal): 128 + signal
      }
    return Outcome(
      exitCode: exitCode, standardOutput: result.standardOutput,
      standardError: result.standardError)
  }
}
