import FoundationEssentials

/// Where the build put the tests and the programs that they start.
public enum BuildFolder {
  /// The folder of the running test program.
  public static var path: String {
    let arguments = CommandLine.arguments
    // A helper of the package manager may run the tests; it names their bundle.
    if let option = arguments.firstIndex(of: "--test-bundle-path"), option + 1 < arguments.count {
      return folder(of: arguments[option + 1])
    }
    let own = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    return folder(of: own ?? arguments[0])
  }

  /// Finds a program of this package.
  ///
  /// - Parameter product: The name of an executable target.
  /// - Returns: Its path.
  /// - Throws: ``LaunchError`` with code `notBuilt`.
  public static func executable(_ product: String) throws -> String {
    let candidate = "\(path)/\(product)"
    guard FileManager.default.isExecutableFile(atPath: candidate) else {
      throw LaunchError(code: .notBuilt, detail: "no program \(product) in \(path)")
    }
    return candidate
  }

  private static func folder(of file: String) -> String {
    file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
  }
}
