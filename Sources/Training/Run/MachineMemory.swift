internal import FoundationEssentials
public import Quantities

/// How much memory the processes of this machine may still take.
public struct MachineMemory: Hashable, Sendable {
  public let available: Bytes

  /// An amount that is known.
  public init(available: Bytes) { self.available = available }

  /// Reads what the system says; nil where it does not tell.
  ///
  /// The least of the machine's and of what each group of processes that this one is in (a container's)
  /// has left. What a group keeps of files does not count against it, for the system gives that up.
  ///
  /// - Parameter root: The folder that holds `proc` and `sys`.
  /// - Source: The Linux kernel's documentation, filesystems/proc.rst, admin-guide/cgroup-v2.rst and
  ///   admin-guide/cgroup-v1/memory.rst.
  public init?(root: String = "") {
    let lines = Self.text("\(root)/proc/meminfo").split(separator: "\n")
    let machine = lines.first { $0.hasPrefix("MemAvailable:") }
      .flatMap { $0.split(separator: " ").dropFirst().first }.flatMap { Int64($0) }
    guard let machine else { return nil }
    let groups = Self.groups(root).compactMap(Self.available(inGroup:))
    available = Bytes(max(0, groups.reduce(machine * 1024, min)))
  }

  /// Folders of the groups of processes that bound this one's memory, the innermost first.
  private static func groups(_ root: String) -> [String] {
    text("\(root)/proc/self/cgroup").split(separator: "\n").flatMap { line -> [String] in
      // number:controllers:path, with no controllers in the second version.
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return [] }
      let isMemory = parts[1].split(separator: ",").contains("memory")
      guard parts[1].isEmpty || isMemory else { return [] }
      let mount = "\(root)/sys/fs/cgroup" + (isMemory ? "/memory" : "")
      var names = parts[2].split(separator: "/")
      var folders: [String] = []
      while !names.isEmpty {
        folders.append("\(mount)/\(names.joined(separator: "/"))")
        names.removeLast()
      }
      // In a container the mount itself may be the group.
      return folders + [mount]
    }
  }

  /// Nil for a group without a limit.
  private static func available(inGroup folder: String) -> Int64? {
    for (limit, usage, files) in [
      ("memory.max", "memory.current", ["inactive_file ", "active_file "]),
      (
        "memory.limit_in_bytes", "memory.usage_in_bytes",
        ["total_inactive_file ", "total_active_file "]
      ),
    ] {
      guard let most = number("\(folder)/\(limit)"), let used = number("\(folder)/\(usage)") else {
        continue
      }
      let spare = text("\(folder)/memory.stat").split(separator: "\n").reduce(Int64(0)) {
        sum, line in
        let name = files.first { line.hasPrefix($0) }
        return sum + (name.flatMap { Int64(line.dropFirst($0.utf8.count)) } ?? 0)
      }
      return most - max(0, used - spare)
    }
    return nil
  }

  /// Nil for a file that is not there, and for `max`.
  private static func number(_ path: String) -> Int64? {
    text(path).split(separator: "\n").first.flatMap { Int64($0) }
  }

  private static func text(_ path: String) -> String {
    (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }
}
