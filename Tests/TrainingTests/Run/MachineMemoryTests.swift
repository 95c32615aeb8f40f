import FoundationEssentials
import Quantities
import Testing

@testable import Training

@Suite("memory of a machine")
struct MachineMemoryTests {
  /// Reads it from files that stand for the system's.
  private func available(_ files: [String: String]) throws -> Int64? {
    let root = FileManager.default.temporaryDirectory.appending(path: "duplex-\(UUID())")
    defer { try? FileManager.default.removeItem(at: root) }
    for (path, text) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: file)
    }
    return MachineMemory(root: root.path)?.available.count
  }

  private static let machine = "MemTotal:       2000 kB\nMemFree: 10 kB\nMemAvailable:   1000 kB\n"

  @Test("is what is available, where no group bounds it")
  func machine() throws {
    #expect(try available([:]) == nil)
    #expect(try available(["proc/meminfo": Self.machine]) == 1_024_000)
    #expect(
      try available([
        "proc/meminfo": Self.machine, "proc/self/cgroup": "0::/a\n",
        "sys/fs/cgroup/a/memory.max": "max\n", "sys/fs/cgroup/a/memory.current": "5\n",
      ]) == 1_024_000)
  }

  @Test("is what a group, or one that it is in, has left, files that can be given up not counted")
  func groups() throws {
    var files = [
      "proc/meminfo": Self.machine, "proc/self/cgroup": "0::/a/b\n",
      "sys/fs/cgroup/a/b/memory.max": "900000\n", "sys/fs/cgroup/a/b/memory.current": "500000\n",
      "sys/fs/cgroup/a/b/memory.stat": "anon 1\ninactive_file 60000\nactive_file 40000\n",
    ]
    #expect(try available(files) == 500_000)
    files["sys/fs/cgroup/a/memory.max"] = "600000\n"
    files["sys/fs/cgroup/a/memory.current"] = "550000\n"
    #expect(try available(files) == 50_000)
    files["sys/fs/cgroup/memory.max"] = "10\n"
    files["sys/fs/cgroup/memory.current"] = "20\n"
    #expect(try available(files) == 0)
  }

  @Test("is read in the first version of groups too, whatever the container calls the group")
  func firstVersion() throws {
    #expect(
      try available([
        "proc/meminfo": Self.machine, "proc/self/cgroup": "3:cpu:/\n4:memory:/docker/x\n0::/\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "900000\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": "500000\n",
        "sys/fs/cgroup/memory/memory.stat":
          "cache 3\ninactive_file 7\ntotal_inactive_file 90000\ntotal_active_file 10000\n",
      ]) == 500_000)
  }

  @Test("of this machine is there, and no more than it has")
  func here() throws {
    let found = try #require(MachineMemory())
    #expect(found.available > Bytes(1 << 20))
    #expect(found.available < Bytes(1 << 50))
  }
}
