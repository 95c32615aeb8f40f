import FoundationEssentials
import Glibc
import MPIRuntime
import Testing

@testable import Training

@Suite("Checkpoints that come and go")
struct CheckpointReplacingTests {
  @Test("older ones go when a new one is there, as many as are not to be kept")
  func keeps() throws {
    let folder = try CheckpointFolder()
    for step in [1, 2, 30, 4000] { try folder.save(step, keep: 2) }
    #expect(try folder.names() == ["step-00000030", "step-00004000"])
    try folder.save(123_456_789, keep: 1)
    #expect(try folder.names() == ["step-123456789"])
  }

  @Test("those of later steps stay, and do not count")
  func laterStay() throws {
    let folder = try CheckpointFolder()
    for step in [10, 20, 30, 15] { try folder.save(step, keep: step == 15 ? 1 : 9) }
    #expect(try folder.names() == ["step-00000015", "step-00000020", "step-00000030"])
  }

  @Test("one with a truncated file does not take the place of a good one")
  func truncatedDoesNotCount() throws {
    let folder = try CheckpointFolder()
    for step in 1...3 { try folder.save(step) }
    try folder.write([1], to: "step-00000003/shard-0000.bin")
    try folder.save(4, keep: 2)
    #expect(try folder.names() == ["step-00000002", "step-00000003", "step-00000004"])
    #expect(try folder.newest().checkpoint?.step == 4)
  }

  @Test("a step that is saved again replaces the one before")
  func replaces() throws {
    let folder = try CheckpointFolder()
    for mark in [1, 2] { try folder.save(5, marked: Float(mark)) }
    #expect(try folder.names() == ["step-00000005"])
    #expect(try folder.mark(folder.newest().checkpoint) == 2)
  }

  @Test(
    "a kill while a checkpoint is written leaves the one before; the rest goes at the next save")
  func killedWriting() throws {
    let folder = try CheckpointFolder()
    try folder.save(1)
    try folder.copy("step-00000001", to: "step-00000002.partial")
    try folder.remove("step-00000002.partial/manifest.json")
    #expect(try folder.newest().checkpoint?.step == 1)
    #expect(try folder.newest().refused == [])
    try folder.save(3)
    #expect(try folder.names() == ["step-00000001", "step-00000003"])
  }

  @Test("a kill between the two names of a replacement leaves the one before whole")
  func killedReplacing() throws {
    let folder = try CheckpointFolder()
    try folder.save(2, marked: 7)
    try folder.move("step-00000002", to: "step-00000002.old")
    try folder.copy("step-00000002.old", to: "step-00000002.partial")
    #expect(try folder.mark(folder.newest().checkpoint) == 7)
    try folder.save(3)
    #expect(try folder.names() == ["step-00000002", "step-00000003"])
    #expect(try folder.newest().checkpoint?.step == 3)
  }

  @Test("a kill after a replacement leaves the new one, and the old one where that is damaged")
  func killedReplaced() throws {
    let folder = try CheckpointFolder()
    try folder.save(2, marked: 7)
    try folder.copy("step-00000002", to: "step-00000002.old")
    try folder.save(2, marked: 8)
    #expect(try folder.names() == ["step-00000002"])
    try folder.copy("step-00000002", to: "step-00000002.old")
    try folder.write([], to: "step-00000002/shard-0000.bin")
    let found = try folder.newest()
    #expect(try folder.mark(found.checkpoint) == 8)
    #expect(
      found.refused == ["\(folder.path)/step-00000002/shard-0000.bin has 0 bytes; expected 192"])
  }

  @Test("one that was being replaced takes its place where the one there is damaged")
  func oldTakesItsPlace() throws {
    for isSaved in [false, true] {
      let folder = try CheckpointFolder()
      try folder.save(2, marked: 7)
      try folder.move("step-00000002", to: "step-00000002.old")
      try folder.save(3)
      try folder.copy("step-00000002", to: "step-00000002.old")
      var bytes = try folder.file("step-00000002/shard-0000.bin")
      bytes[bytes.count - 1] ^= 1
      try folder.write(bytes, to: "step-00000002/shard-0000.bin")
      if isSaved { try folder.save(4) } else { try folder.store().prepare(on: .solo()) }
      try folder.remove("step-00000003")
      if isSaved { try folder.remove("step-00000004") }
      #expect(try folder.names() == ["step-00000002"])
      #expect(try folder.mark(folder.newest().checkpoint) == 7)
    }
  }

  @Test("files of others in a checkpoint that goes do not end later saves")
  func foreignFiles() throws {
    let folder = try CheckpointFolder()
    for _ in 0..<3 {
      for step in 1...3 {
        try folder.save(step, keep: 1)
        try folder.write([1], to: "step-0000000\(step)/notes")
      }
      #expect(try folder.newest().checkpoint?.step == 3)
    }
    #expect(try folder.file("step-00000001.removed/notes") == [1])
    #expect(try folder.newest().refused == [])
  }

  @Test(
    "one that cannot be deleted is named by the save, which is good, and by no later one",
    .enabled(if: geteuid() != 0))
  func undeletable() throws {
    let folder = try CheckpointFolder()
    try folder.save(1)
    let path = "\(folder.path)/step-00000001"
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: path)
    defer {
      try? FileManager.default.setAttributes(
        [.posixPermissions: 0o700], ofItemAtPath: path + ".removed")
    }
    try folder.save(2)
    let left = try folder.save(3, keep: 1)
    #expect(try folder.names() == ["step-00000001.removed", "step-00000003"])
    #expect(left?.hasPrefix("\(path).removed/manifest.json: Permission denied") == true)
    #expect(try folder.save(4, keep: 1) == nil)
    #expect(try folder.newest().checkpoint?.step == 4)
  }

  @Test("a kill while an older one is deleted leaves nothing that looks good")
  func killedDeleting() throws {
    let folder = try CheckpointFolder()
    for step in 1...2 { try folder.save(step) }
    try folder.move("step-00000001", to: "step-00000001.removed")
    try folder.remove("step-00000001.removed/shard-0000.bin")
    #expect(try folder.newest().refused == [])
    try folder.save(3)
    #expect(try folder.names() == ["step-00000002", "step-00000003"])
  }

  @Test("what others put into the folder stays")
  func othersStay() throws {
    let folder = try CheckpointFolder()
    for name in ["notes", "step-best", "step-00000001.txt"] { try folder.write([1], to: name) }
    for step in 1...3 { try folder.save(step, keep: 1) }
    #expect(try folder.names() == ["notes", "step-00000001.txt", "step-00000003", "step-best"])
  }
}
