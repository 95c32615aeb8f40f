import FoundationEssentials
import Glibc
import Testing

@testable import Training

@Suite("Damaged checkpoints")
struct CheckpointDamageTests {
  /// A good checkpoint of step 1, and one of step 2 to spoil.
  private func folder() throws -> CheckpointFolder {
    let folder = try CheckpointFolder()
    try folder.save(1)
    let piece = CheckpointPiece(
      tensor: "weights", kind: .value, count: 90, start: 0,
      elements: .float((0..<90).map(Float.init)))
    try folder.save(2, shards: [[piece], [piece, piece]], facts: ["precision": "fp8"])
    return folder
  }

  /// Expects that step 2 is refused by the name of one file, and step 1 used.
  private func expectRefusal(
    _ folder: CheckpointFolder, _ file: String, _ why: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let found = try folder.newest()
    #expect(found.checkpoint?.step == 1, sourceLocation: sourceLocation)
    #expect(found.refused.count == 1, "\(found.refused)", sourceLocation: sourceLocation)
    let refusal = found.refused.first ?? ""
    #expect(
      refusal.hasPrefix("\(folder.path)/step-00000002/\(file)"), "\(refusal)",
      sourceLocation: sourceLocation)
    #expect(refusal.contains(why), "\(refusal)", sourceLocation: sourceLocation)
  }

  @Test(
    "a flip of any bit of any byte is refused by the file's name, and the one before is used",
    arguments: ["manifest.json", "shard-0000.bin", "shard-0001.bin"])
  func flips(file: String) throws {
    let folder = try folder()
    let name = "step-00000002/\(file)"
    let good = try folder.file(name)
    for position in good.indices {
      var bytes = good
      bytes[position] ^= 1 << (position % 8)
      try folder.write(bytes, to: name)
      try expectRefusal(folder, file)
    }
    try folder.write(good, to: name)
    #expect(try folder.newest().checkpoint?.step == 2)
  }

  @Test(
    "a file of any other length is refused by its name, and the one before is used",
    arguments: ["manifest.json", "shard-0000.bin", "shard-0001.bin"])
  func lengths(file: String) throws {
    let folder = try folder()
    let name = "step-00000002/\(file)"
    let good = try folder.file(name)
    for length in stride(from: 0, to: good.count, by: 7) {
      try folder.write(Array(good[..<length]), to: name)
      try expectRefusal(folder, file)
    }
    try folder.write(good + [0], to: name)
    try expectRefusal(folder, file, "\(good.count + 1) bytes")
  }

  @Test(
    "a missing file is refused by its name", arguments: ["manifest.json", "shard-0001.bin"])
  func missing(file: String) throws {
    let folder = try folder()
    try folder.remove("step-00000002/\(file)")
    try expectRefusal(folder, file, "No such file")
  }

  @Test("a folder in the place of a file, and a file in that of a folder, are refused")
  func misplaced() throws {
    let folder = try folder()
    try folder.remove("step-00000002/shard-0000.bin")
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/step-00000002/shard-0000.bin", withIntermediateDirectories: false)
    try expectRefusal(folder, "shard-0000.bin")
    try folder.remove("step-00000002")
    try folder.write([], to: "step-00000002")
    try expectRefusal(folder, "manifest.json", "Not a directory")
  }

  @Test("a folder, a device or a giant in the place of a manifest is refused")
  func noManifest() throws {
    let folder = try folder()
    let path = "\(folder.path)/step-00000002/manifest.json"
    try folder.remove("step-00000002/manifest.json")
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    try expectRefusal(folder, "manifest.json", "is a folder; expected a file")
    try folder.remove("step-00000002/manifest.json")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: "/dev/zero")
    try expectRefusal(folder, "manifest.json", "is a device or pipe; expected a file")
    try folder.remove("step-00000002/manifest.json")
    try folder.write([], to: "step-00000002/manifest.json")
    // Reason: Swift gives no safe way to make a file long without writing it.
    try #require(unsafe truncate(path, 1 << 40) == 0)
    try expectRefusal(
      folder, "manifest.json", "has 1099511627776 bytes; expected at most 268435456")
  }

  @Test("a flip in the list of pieces is refused by the checksum, before the list is read")
  func flippedIndex() throws {
    let folder = try folder()
    var bytes = try folder.file("step-00000002/shard-0001.bin")
    for position in [20, 32, 64, 88] {
      bytes[position] ^= 1
      try folder.write(bytes, to: "step-00000002/shard-0001.bin")
      try expectRefusal(folder, "shard-0001.bin", "has the checksum")
      bytes[position] ^= 1
    }
  }

  @Test("files of another checkpoint or of another rank are refused")
  func foreign() throws {
    let folder = try folder()
    let good = try folder.file("step-00000002/shard-0000.bin")
    let other = try folder.file("step-00000001/shard-0000.bin")
    try folder.write(other, to: "step-00000002/shard-0000.bin")
    try expectRefusal(folder, "shard-0000.bin", "bytes; expected")
    try folder.write(good, to: "step-00000002/shard-0000.bin")
    try folder.write(
      folder.file("step-00000001/manifest.json"), to: "step-00000002/manifest.json")
    try expectRefusal(folder, "manifest.json", "is of step 1; expected step 2")
    try folder.remove("step-00000002")
    let piece = CheckpointPiece(
      tensor: "t", kind: .bias, count: 1, start: 0, elements: .float([1]))
    try folder.save(2, shards: [[piece], [piece]])
    let first = try folder.file("step-00000002/shard-0000.bin")
    try folder.write(first, to: "step-00000002/shard-0001.bin")
    try expectRefusal(folder, "shard-0001.bin", "has the checksum")
  }

  @Test("a manifest or a shard of a newer format is refused as such")
  func newer() throws {
    let folder = try folder()
    let text = String(decoding: try folder.file("step-00000002/manifest.json"), as: UTF8.self)
    let newer = text.replacing("\"format\": 1", with: "\"format\": 12")
    try folder.write(Array(newer.utf8), to: "step-00000002/manifest.json")
    try expectRefusal(
      folder, "manifest.json",
      "has format 12; this program reads format 1, a newer program wrote the file")
    try folder.write(Array(text.utf8), to: "step-00000002/manifest.json")
    var shard = try folder.file("step-00000002/shard-0001.bin")
    shard[8] = 2
    try folder.write(shard, to: "step-00000002/shard-0001.bin")
    try expectRefusal(folder, "shard-0001.bin", "has format 2; this program reads format 1")
  }

  @Test("an index that lists what the file does not hold is refused, whatever its checksum")
  func index() throws {
    let folder = try folder()
    let file = "\(folder.path)/step-00000002/shard-0000.bin"
    let good = try folder.file("step-00000002/shard-0000.bin")
    // The pieces' number, the head's length, and the fields of the first piece but its tensor's size.
    for position in [20, 32, 64, 68, 69, 70, 80, 88, 96] {
      for value in [UInt8(0x7F), 0xFF] {
        var bytes = good
        bytes[position] = value
        if position >= 72 { bytes[position + 7] = value }
        try folder.write(bytes, to: "step-00000002/shard-0000.bin")
        #expect(throws: CheckpointError.self, "byte \(position) is \(value)") {
          try ShardIndex(SystemFile(reading: file))
        }
      }
    }
  }

  @Test("every refused checkpoint is named where several are")
  func several() throws {
    let folder = try folder()
    try folder.save(3)
    try folder.remove("step-00000003/shard-0000.bin")
    try folder.write([], to: "step-00000002/shard-0000.bin")
    try folder.write([], to: "step-00000002/shard-0001.bin")
    let found = try folder.newest()
    #expect(found.checkpoint?.step == 1)
    #expect(
      found.refused.map { $0.dropFirst(folder.path.count + 1).prefix(28) } == [
        "step-00000003/shard-0000.bin", "step-00000002/shard-0000.bin",
        "step-00000002/shard-0001.bin",
      ])
  }
}
