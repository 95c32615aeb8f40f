import MPIRuntime
import Testing

@testable import Training

@Suite("Checkpoints")
struct CheckpointTests {
  @Test(
    "the checksum is XXH64 as its specification and its first users print it",
    arguments: [
      ("", 0xEF46_DB37_51D8_E999), ("a", 0xD24E_C4F1_A98C_6E5B), ("abc", 0x44BC_2CF5_AD77_0999),
      ("Nobody inspects the spammish repetition", 0xFBCE_A83C_8A37_8BF1),
    ] as [(String, UInt64)])
  func checksum(text: String, expected: UInt64) {
    #expect(XXHash64.checksum(Array(text.utf8)) == expected)
  }

  @Test("the checksum does not depend on the parts in which bytes come", arguments: 0..<20)
  func checksumOfParts(seed: Int) {
    var random = SplitMix(seed: UInt64(seed))
    let bytes = (0..<Int.random(in: 0...300, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    var hash = XXHash64()
    var position = 0
    while position < bytes.count {
      let next = min(bytes.count, position + Int.random(in: 0...70, using: &random))
      let part = Array(bytes[position..<next])
      // Reason: the standard library marks the raw view of any elements; bytes have no padding.
      unsafe hash.update(part.span.bytes)
      position = next
    }
    #expect(hash.finish() == XXHash64.checksum(bytes))
  }

  @Test("what any number of ranks wrote comes back bit for bit, in any parts", arguments: 0..<24)
  func roundTrip(seed: Int) throws {
    var random = SplitMix(seed: UInt64(seed))
    let folder = try CheckpointFolder()
    let state = RandomState(&random)
    let shards = state.shards(Int.random(in: 1...6, using: &random), &random)
    let facts = ["model": "m \"\(seed)\"\n\u{1}", "größe": "\(seed)", "": ""]
    try folder.save(seed, shards: shards, facts: facts)
    let found = try folder.newest()
    #expect(found.refused == [])
    let checkpoint = try #require(found.checkpoint)
    #expect(checkpoint.step == seed)
    #expect(checkpoint.facts == facts)
    #expect(checkpoint.ranks == shards.count)
    #expect(try checkpoint.read(state.names) == Array(shards.joined()))
    for whole in state.tensors {
      let pieces = try checkpoint.read([whole.tensor])
      #expect(pieces.allSatisfy { $0.tensor == whole.tensor })
      let (first, second) = (
        Int.random(in: 0...whole.count, using: &random),
        Int.random(in: 0...whole.count, using: &random)
      )
      let range = min(first, second)..<max(first, second)
      let part = try pieces.elements(of: whole.tensor, whole.kind, count: whole.count, in: range)
      #expect(part.bits == RandomState.part(whole.elements, range).bits)
    }
  }

  @Test("the same state gives the same bytes")
  func determinism() throws {
    let (one, other) = (try CheckpointFolder(), try CheckpointFolder())
    for folder in [one, other] { try folder.save(7) }
    for file in ["manifest.json", "shard-0000.bin"] {
      #expect(try one.file("step-00000007/\(file)") == other.file("step-00000007/\(file)"))
    }
  }

  @Test("elements that no piece has, sizes and formats that differ are named")
  func missing() throws {
    let pieces = [
      CheckpointPiece(
        tensor: "t", kind: .value, count: 9, start: 0, elements: .float([0, 1, 2])),
      CheckpointPiece(tensor: "t", kind: .value, count: 9, start: 5, elements: .float([5, 6])),
      CheckpointPiece(tensor: "t", kind: .value, count: 9, start: 7, elements: .bfloat16([7])),
    ]
    func refuses(_ count: Int, _ range: Range<Int>, _ detail: String) {
      #expect(throws: CheckpointError(code: .elementsMissing, detail: detail)) {
        try pieces.elements(of: "t", .value, count: count, in: range)
      }
    }
    refuses(9, 1..<6, "element 3 of value of t is in no piece; expected 1 to 5 of 9")
    refuses(9, 6..<9, "value of t is in two formats; expected all pieces in one")
    refuses(
      8, 0..<3,
      "value of t has 9 elements in the checkpoint; expected 8: the model is another one")
    #expect(try pieces.elements(of: "t", .value, count: 9, in: 6..<7) == .float([6]))
  }

  @Test("facts of another run are refused, each with both values")
  func facts() throws {
    let folder = try CheckpointFolder()
    try folder.save(1)
    let checkpoint = try #require(try folder.newest().checkpoint)
    try checkpoint.require(["a": "b"])
    let detail =
      "\(folder.path)/step-00000001: a is \"b\", expected \"c\"; precision is missing, expected \"fp8\""
    #expect(throws: CheckpointError(code: .factsDiffer, detail: detail)) {
      try checkpoint.require(["precision": "fp8", "a": "c"])
    }
  }

  @Test("a folder without checkpoints, or that is not there, has none")
  func none() throws {
    let folder = try CheckpointFolder()
    for name in ["step-1", "step-00000001.partial", "step-0000000a", "step--1234567", "notes"] {
      try folder.write([], to: name)
    }
    #expect(try folder.newest() == (nil, []))
    #expect(try CheckpointStore(folder: "\(folder.path)/none").newest(on: .solo()) == (nil, []))
  }

  @Test("a folder that is a file, or cannot be made, is named with a remedy")
  func folderErrors() throws {
    let folder = try CheckpointFolder()
    try folder.write([], to: "file")
    let file = "\(folder.path)/file"
    #expect(
      throws: CheckpointError(
        code: .folderUnusable, detail: "\(file) is a file; expected a folder, or nothing yet")
    ) { try CheckpointStore(folder: file) }
    #expect(
      throws: CheckpointError(
        code: .folderUnusable,
        detail: "\(file)/below: Not a directory; expected a folder there, not a file")
    ) { try CheckpointStore(folder: "\(file)/below") }
    #expect(
      throws: CheckpointError(code: .folderUnusable, detail: "no name; expected that of a folder")
    ) {
      try CheckpointStore(folder: "")
    }
    let error = #expect(throws: CheckpointError.self) {
      try CheckpointStore(folder: "/proc/none/here").prepare(on: .solo())
    }
    #expect(error?.code == .folderUnusable)
    #expect(error?.detail.hasPrefix("/proc/none: ") == true)
  }

  @Test("a folder is written to by one run at a time, and free as soon as that is gone")
  func lock() throws {
    let folder = try CheckpointFolder()
    try folder.save(1)
    var first: CheckpointStore? = try folder.store()
    try first?.prepare(on: .solo())
    try first?.prepare(on: .solo())
    let busy = CheckpointError(
      code: .folderBusy,
      detail: "\(folder.path): another run writes here; wait for its end, or choose another folder")
    #expect(throws: busy) { try folder.store().prepare(on: .solo()) }
    #expect(throws: busy) { try folder.save(2) }
    #expect(try folder.newest().checkpoint?.step == 1)
    first = nil
    try folder.save(2)
    #expect(try folder.newest().checkpoint?.step == 2)
  }

  @Test("a folder is made with those above it, and can be tried before a run")
  func prepares() throws {
    let folder = try CheckpointFolder()
    let deep = "\(folder.path)/a/b/c"
    try CheckpointStore(folder: deep).prepare(on: .solo())
    #expect(try folder.names("a/b/c") == [])
  }
}

extension CheckpointPiece.Elements {
  /// For comparisons that tell the signs of zeros and the bits of NaN.
  var bits: [UInt32] {
    switch self {
    case .float(let numbers): numbers.map(\.bitPattern)
    case .bfloat16(let patterns): patterns.map(UInt32.init)
    }
  }
}
