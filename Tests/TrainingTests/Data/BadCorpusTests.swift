import FoundationEssentials
import Glibc
import Testing

@testable import Training

@Suite("A corpus that is not right")
struct BadCorpusTests {
  private func error(_ path: String) -> DataError? {
    #expect(throws: DataError.self) { try ByteCorpus(path: path) }
  }

  @Test("is refused by name when there is nothing at its path", arguments: ["no", "link", "self"])
  func missing(name: String) throws {
    let folder = try TemporaryFolder(["a": "text"])
    try folder.link("link", to: "nowhere")
    try folder.link("self", to: "self")
    let found = error(folder.file(name))
    #expect(found?.code == .missingPath)
    #expect(found?.detail.hasPrefix("\(folder.file(name)): there is nothing") == true)
    #expect(error("")?.code == .missingPath)
    #expect(error("a\0b")?.code == .missingPath)
  }

  @Test("is refused with the name of a link in a folder that leads nowhere")
  func brokenLink() throws {
    let folder = try TemporaryFolder(["a": "text"])
    try folder.link("link", to: "nowhere")
    #expect(error(folder.path)?.detail.hasPrefix(folder.file("link")) == true)
  }

  @Test("is refused when no file has a byte")
  func empty() throws {
    let folder = try TemporaryFolder(["a": "", "b/.hidden": "text"])
    let found = error(folder.path)
    #expect(found?.code == .emptyCorpus)
    #expect(found?.detail.hasPrefix("\(folder.path): 1 files, all of them empty") == true)
    #expect(error(folder.file("b"))?.detail.contains("a folder without files") == true)
    #expect(error(folder.file("a"))?.code == .emptyCorpus)
  }

  @Test("is refused when a folder contains itself through links")
  func loops() throws {
    let folder = try TemporaryFolder(["a/b/text": "text"])
    try folder.link("a/b/up", to: "..")
    let found = error(folder.path)
    #expect(found?.code == .folderLoop)
    #expect(found?.detail.hasPrefix("\(folder.file("a/b/up")): leads back to ") == true)
    // The first folder that is met again is the one that the search began in.
    #expect(error(folder.file("a/b"))?.code == .folderLoop)
  }

  @Test("is refused when something is neither a file nor a folder")
  func device() throws {
    #expect(error("/dev/null")?.code == .notAFile)
    let folder = try TemporaryFolder(["a": "text"])
    try folder.link("zero", to: "/dev/zero")
    #expect(error(folder.path)?.detail.hasPrefix(folder.file("zero")) == true)
  }

  @Test("is refused when it may not be read", .enabled(if: geteuid() != 0))
  func unreadable() throws {
    let folder = try TemporaryFolder(["a": "text", "b/c": "text"])
    for name in ["a", "b"] {
      let path = folder.file(name)
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
      #expect(error(folder.path)?.detail.hasPrefix("\(path): no permission to read it") == true)
      try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
    }
  }

  @Test("is named when a file is cut short after it was read from")
  func cutShort() throws {
    let folder = try TemporaryFolder(["a": String(repeating: "text", count: 5_000)])
    let corpus = try ByteCorpus(path: folder.path)
    #expect(try corpus.tokens(0..<1).count == 1)
    // Reason: Swift gives no safe way to cut a file.
    try #require(unsafe truncate(folder.file("a"), 3) == 0)
    let changed = #expect(throws: DataError.self) { try corpus.tokens(10_000..<10_001) }
    #expect(changed?.code == .fileChanged)
    #expect(changed?.detail.hasPrefix("\(folder.file("a")): 3 bytes, 20000 when") == true)
  }

  @Test("is named when a file's name is not UTF-8")
  func badName() throws {
    let folder = try TemporaryFolder(["a": "text"])
    let name: [CChar] = folder.file("b").utf8.map { CChar(bitPattern: $0) } + [-1, 0]
    // Reason: a string of Swift cannot hold such a name.
    let descriptor = unsafe open(name, O_WRONLY | O_CREAT, 0o644)
    try #require(descriptor >= 0)
    close(descriptor)
    let found = error(folder.path)
    #expect(found?.detail.hasPrefix(folder.file("b")) == true)
    #expect(found?.detail.contains("UTF-8") == true)
  }

  @Test("is named when a file changes or goes during the run")
  func changes() throws {
    let folder = try TemporaryFolder(["a": "text", "b": "text"])
    let corpus = try ByteCorpus(path: folder.path)
    try folder.write("texts", to: "a")
    try FileManager.default.removeItem(atPath: folder.file("b"))
    let changed = #expect(throws: DataError.self) { try corpus.tokens(0..<2) }
    #expect(changed?.code == .fileChanged)
    #expect(changed?.detail.hasPrefix("\(folder.file("a")): 5 bytes, 4 when") == true)
    let gone = #expect(throws: DataError.self) { try corpus.tokens(5..<6) }
    #expect(gone?.code == .missingPath)
    #expect(gone?.detail.hasPrefix(folder.file("b")) == true)
  }
}
