internal import FoundationEssentials
internal import Quantities

/// What a checkpoint consists of.
struct CheckpointManifest: Hashable, Sendable {
  static let file = "manifest.json"
  /// Of a file that is read at all: far above a million ranks, far below what would fill the memory.
  static let mostBytes = 256 << 20

  var step: Int
  var facts: [String: String]
  /// Of the ranks that wrote the checkpoint, in their order.
  var shards: [Shard]

  /// The whole file: the same bytes for the same checkpoint, the checksum of all before it at the end.
  var bytes: [UInt8] {
    let document: JSONText = [
      "format": .integer(CheckpointFormat.current), "step": .integer(step),
      "ranks": .integer(shards.count),
      "facts": .object(
        facts.sorted { $0.key < $1.key }.map { JSONText.Member($0.key, .string($0.value)) }),
      "shards": .array(
        shards.enumerated().map { rank, shard in
          [
            "file": .string(Shard.name(rank)), "bytes": .integer(shard.bytes),
            "checksum": .string(Hexadecimal.text(shard.checksum)),
          ]
        }),
    ]
    let body = Array(document.pretty.dropLast(2).utf8)
    return body + Self.end(of: body)
  }

  /// What follows all other members.
  private static func end(of body: [UInt8]) -> [UInt8] {
    let checksum = Hexadecimal.text(XXHash64.checksum(body))
    return Array(",\n  \"checksum\": \"\(checksum)\"\n}\n".utf8)
  }
}

extension CheckpointManifest {
  /// Reads a manifest, and makes sure that every byte is what was written.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Its full name, for errors.
  ///   - expectedStep: That of the checkpoint's folder.
  /// - Throws: `CheckpointError` with code `damaged`.
  init(_ bytes: [UInt8], path: String, step expectedStep: Int) throws(CheckpointError) {
    func damaged(_ what: String) -> CheckpointError {
      CheckpointError(code: .damaged, detail: "\(path) \(what)")
    }
    // A newer format may keep its checksum elsewhere.
    if let format = Self.format(bytes), format > CheckpointFormat.current {
      throw damaged(CheckpointFormat.refusal(of: format))
    }
    let body = Array(bytes.dropLast(Self.end(of: []).count))
    guard bytes == body + Self.end(of: body) else {
      throw damaged("does not end with the checksum of its \(bytes.count) bytes; expected it whole")
    }
    guard let content = try? JSONDecoder().decode(Content.self, from: Data(bytes)),
      content.format == CheckpointFormat.current
    else { throw damaged("is no manifest of a checkpoint; expected one of this program") }
    let shards = content.shards.compactMap { shard in
      Hexadecimal.number(shard.checksum).map { Shard(bytes: shard.bytes, checksum: $0) }
    }
    guard !shards.isEmpty, shards.count == content.ranks,
      content.shards.map(\.file) == shards.indices.map(Shard.name)
    else { throw damaged("does not list one shard for each of \(content.ranks) ranks") }
    guard content.step == expectedStep else {
      throw damaged("is of step \(content.step); expected step \(expectedStep), as its folder says")
    }
    self.init(step: content.step, facts: content.facts, shards: shards)
  }

  /// The format that a file says it has, which does not depend on anything else in it.
  private static func format(_ bytes: [UInt8]) -> Int? {
    let start = Array("{\n  \"format\": ".utf8)
    guard bytes.starts(with: start) else { return nil }
    let digits = bytes[start.count...].prefix { (48...57).contains($0) }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  private struct Content: Decodable {
    struct Shard: Decodable {
      var file: String
      var bytes: Int
      var checksum: String
    }

    var format: Int
    var step: Int
    var ranks: Int
    var facts: [String: String]
    var shards: [Shard]
  }
}
