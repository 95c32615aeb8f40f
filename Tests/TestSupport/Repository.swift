/// Files of this repository, for tests of what stands in it.
public enum Repository {
  /// The folder that holds `Package.swift`.
  public static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }

  /// The absolute path of a file, given relative to the root.
  public static func path(_ name: String) -> String { "\(root)/\(name)" }
}
