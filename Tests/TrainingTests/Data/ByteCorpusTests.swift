import FoundationEssentials
import Glibc
import Testing

@testable import Training

@Suite("A corpus of bytes")
struct ByteCorpusTests {
  private func tokens(_ documents: String...) -> [Int32] {
    documents.flatMap { ByteVocabulary.tokens(of: $0) + [ByteVocabulary.documentEnd] }
  }

  @Test("is the bytes of a file and an end mark")
  func oneFile() throws {
    let folder = try TemporaryFolder(["a.txt": "né"])
    let corpus = try ByteCorpus(path: folder.file("a.txt"))
    #expect(try corpus.tokens(0..<corpus.count) == [0x6E, 0xC3, 0xA9, 256])
  }

  @Test("takes the files of all folders in the order of the bytes of their paths")
  func order() throws {
    let folder = try TemporaryFolder([
      "b": "4", "a/x": "3", "a-b/x": "2", "B": "1", ".hidden": "no", "a/.git/x": "no", "é": "5",
    ])
    for path in [folder.path, folder.path + "/"] {
      let corpus = try ByteCorpus(path: path)
      #expect(try corpus.tokens(0..<corpus.count) == tokens("1", "2", "3", "4", "5"))
    }
  }

  @Test("skips empty files and lists them")
  func emptyFiles() throws {
    let folder = try TemporaryFolder(["a": "", "b": "text", "c/d": ""])
    let corpus = try ByteCorpus(path: folder.path)
    #expect(corpus.skipped == [folder.file("a"), folder.file("c/d")])
    #expect(corpus.remarks == ["2 empty files skipped, first: \(folder.file("a"))"])
    #expect(try corpus.tokens(0..<corpus.count) == tokens("text"))
  }

  @Test("follows links to files and folders")
  func links() throws {
    let other = try TemporaryFolder(["deep/x": "2"])
    let folder = try TemporaryFolder(["a": "1"])
    try folder.link("b", to: other.path)
    try folder.link("c", to: "a")
    let corpus = try ByteCorpus(path: folder.path)
    #expect(try corpus.tokens(0..<corpus.count) == tokens("1", "2", "1"))
  }

  @Test("takes a folder to which several links lead once, at the first of its paths")
  func linkedTwice() throws {
    // Each folder has two links to the next one: 2 to the power of 40 paths.
    let folder = try TemporaryFolder(["text/40/x": "1"])
    for number in 0..<40 {
      try FileManager.default.createDirectory(
        atPath: folder.file("\(number)"), withIntermediateDirectories: true)
      let next = number < 39 ? "../\(number + 1)" : "../text/40"
      for name in ["a", "b"] { try folder.link("\(number)/\(name)", to: next) }
    }
    let corpus = try ByteCorpus(path: folder.file("0"))
    #expect(try corpus.tokens(0..<corpus.count) == tokens("1"))
    #expect(corpus.repeated.count == 40)
    #expect(corpus.remarks == ["40 folders taken once, first: \(corpus.repeated[0])"])
    #expect(corpus.repeated.last == folder.file("0/b"))
  }

  @Test("gives the same tokens in any parts", arguments: 1...5 as ClosedRange<UInt64>)
  func parts(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let folder = try TemporaryFolder()
    var documents: [String] = []
    for number in 0..<12 {
      let length = Int.random(in: 0...9, using: &random)
      let text = String((0..<length).map { _ in "abcdef".randomElement(using: &random) ?? "a" })
      try folder.write(text, to: "\(number + 100)")
      if length > 0 { documents.append(text) }
    }
    let whole = documents.flatMap {
      ByteVocabulary.tokens(of: $0) + [ByteVocabulary.documentEnd]
    }
    let corpus = try ByteCorpus(path: folder.path)
    try #require(corpus.count == whole.count)
    for start in 0...whole.count {
      for end in start...whole.count {
        #expect(try corpus.tokens(start..<end) == Array(whole[start..<end]))
      }
    }
  }

  @Test("opens more files than a process may keep mapped")
  func manyFiles() throws {
    let folder = try TemporaryFolder()
    for number in 0..<1_300 { try folder.write("\(number % 10)", to: "\(number + 10_000)") }
    let corpus = try ByteCorpus(path: folder.path)
    for pass in 0..<2 {
      for number in 0..<1_300 {
        let found = try corpus.tokens(2 * number..<2 * number + 2)
        #expect(found == [48 + Int32(number % 10), 256], "pass \(pass)")
      }
    }
  }

  @Test("opens a file of 64 GiB without reading it")
  func hugeFile() throws {
    let folder = try TemporaryFolder(["a": "start"])
    // Reason: Swift gives no safe way to make a file long without writing it.
    try #require(unsafe truncate(folder.file("a"), 64 << 30) == 0)
    let corpus = try ByteCorpus(path: folder.path)
    #expect(corpus.count == 64 << 30 + 1)
    #expect(try corpus.tokens(0..<6) == ByteVocabulary.tokens(of: "start\0"))
    #expect(try corpus.tokens(corpus.count - 3..<corpus.count) == [0, 0, 256])
  }

  @Test("has another fingerprint when a byte of a small file, or of either end of a large, differs")
  func fingerprintOfBytes() throws {
    let folder = try TemporaryFolder(["small": String(repeating: "s", count: 300_000), "large": ""])
    // Reason: Swift gives no safe way to make a file long without writing it.
    try #require(unsafe truncate(folder.file("large"), 64 << 20) == 0)
    let first = try ByteCorpus(path: folder.path).fingerprint
    for (name, place) in [
      ("small", 0), ("small", 123_456), ("small", 299_999), ("large", 0), ("large", 65_535),
      ("large", 64 << 20 - 1), ("large", 64 << 20 - 65_536),
    ] {
      let descriptor = unsafe open(folder.file(name), O_RDWR)
      defer { close(descriptor) }
      for (byte, isSame) in [(UInt8(7), false), (name == "small" ? 0x73 : 0, true)] {
        try #require(unsafe pwrite(descriptor, [byte], 1, place) == 1)
        #expect(try (ByteCorpus(path: folder.path).fingerprint == first) == isSame, "\(place)")
      }
    }
  }

  @Test("has the fingerprint of its names, sizes and bytes, wherever it lies")
  func fingerprint() throws {
    let folder = try TemporaryFolder(["a": "text", "b/c": "more"])
    let moved = try TemporaryFolder(["a": "text", "b/c": "more"])
    let renamed = try TemporaryFolder(["a": "text", "b/d": "more"])
    let longer = try TemporaryFolder(["a": "text", "b/c": "more!"])
    let prints = try [folder.path, folder.path + "/", moved.path, renamed.path, longer.path]
      .map { try ByteCorpus(path: $0).fingerprint }
    #expect(Set(prints[..<3]).count == 1 && Set(prints).count == 3)
  }
}
