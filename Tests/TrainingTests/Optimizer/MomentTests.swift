import LinearAlgebra
import MPIRuntime
import Testing

@testable import Training

@Suite("Moments that were saved")
struct MomentTests {
  private func optimizer(_ format: AdamWSettings.MomentFormat = .bf16) throws -> ShardedAdamW {
    let parameters = [("a", 3, 5), ("b", 1, 4)].map { name, rows, columns in
      Parameter(name: name, group: .dense, value: Matrix(rows: rows, columns: columns))
    }
    return try ShardedAdamW(
      ReplicaGroups(parameters, on: .solo()), settings: AdamWSettings(moments: format))
  }

  private func filled(_ format: AdamWSettings.MomentFormat = .bf16) throws -> ShardedAdamW {
    let optimizer = try optimizer(format)
    for (number, part) in optimizer.parts.enumerated() {
      for parameter in part.group.parameters {
        parameter.gradient.update { gradients in
          for place in gradients.indices { gradients[place] = Float(place * 7 + number + 1) / 9 }
        }
      }
    }
    _ = try optimizer.step(learningRate: 0.1)
    return optimizer
  }

  /// Cut anew at random, in any order, some elements twice.
  private func recut(_ shards: [MomentShard], _ random: inout SplitMix) -> [MomentShard] {
    shards.flatMap { shard -> [MomentShard] in
      var pieces: [MomentShard] = []
      var start = 0
      while start < shard.elements.count {
        let end = Int.random(in: start + 1...shard.elements.count, using: &random)
        let begin = Int.random(in: 0...start, using: &random)
        var piece = shard
        piece.start = shard.start + begin
        piece.elements = shard.elements.part(begin..<end)
        pieces.append(piece)
        start = end
      }
      return pieces
    }.shuffled(using: &random)
  }

  @Test("are restored however they are cut, and so is the count of steps", arguments: 0..<25)
  func recut(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let saved = try filled()
    var pieces = recut(saved.shards, &random)
    // Another rank's.
    pieces.insert(
      MomentShard(
        parameter: "c", moment: .first, count: 1, start: 0, elements: .float([9])), at: 0)
    let optimizer = try optimizer()
    try optimizer.restore(pieces, steps: 41)
    #expect(optimizer.shards == saved.shards)
    #expect(optimizer.steps == 41)
    #expect(optimizer.momentCount == 19)
    #expect(optimizer.shardedNames == ["a", "b"])
  }

  @Test("of BF16 are exact in FP32, and of FP32 are rounded to BF16")
  func formats() throws {
    let (wide, narrow) = (try filled(.fp32), try filled(.bf16))
    let fromNarrow = try optimizer(.fp32)
    try fromNarrow.restore(narrow.shards, steps: 1)
    #expect(
      fromNarrow.shards.map { .bfloat16(UInt16.numbers($0.elements)) }
        == narrow.shards.map(\.elements))
    let fromWide = try optimizer(.bf16)
    try fromWide.restore(wide.shards, steps: 1)
    #expect(fromWide.shards == narrow.shards)
  }

  @Test("with a gap are refused with its elements, and nothing changes")
  func gap() throws {
    var pieces = try filled().shards
    let place = try #require(
      pieces.firstIndex { $0.parameter == "a" && $0.moment == .second })
    var tail = pieces[place]
    pieces[place].elements = tail.elements.part(0..<4)
    tail.start = 11
    tail.elements = tail.elements.part(11..<15)
    let optimizer = try optimizer()
    let before = optimizer.shards
    for (more, range) in [([tail], "4..<11"), ([], "4..<15")] {
      let error = OptimizerError(
        code: .momentsMissing,
        detail: "second moment of a: elements \(range) are in no piece; needed are 0..<15")
      #expect(throws: error) { try optimizer.restore(pieces + more, steps: 3) }
    }
    #expect(optimizer.shards == before && optimizer.steps == 0)
  }

  @Test(
    "of another size are refused with both", arguments: [(16, 0, 15), (15, 14, 2), (15, -1, 3)])
  func size(count: Int, start: Int, elements: Int) throws {
    let piece = MomentShard(
      parameter: "a", moment: .first, count: count, start: start,
      elements: .float([Float](repeating: 0, count: elements)))
    let error = OptimizerError(
      code: .shapesDisagree,
      detail: "first moment of a: \(elements) elements from \(start) of \(count); "
        + "the parameter has 15")
    #expect(throws: error) { try optimizer().restore([piece], steps: 3) }
  }
}
