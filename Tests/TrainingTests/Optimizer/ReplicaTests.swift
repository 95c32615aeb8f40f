import LinearAlgebra
import MPIRuntime
import Testing

@testable import Training

@Suite("Holders of parameters")
struct ReplicaTests {
  /// Ranks with tensors of some names, each in an order of its own.
  private func tensors(_ random: inout SplitMix) -> [[HeldTensor]] {
    let ranks = Int.random(in: 1...6, using: &random)
    var held = [[HeldTensor]](repeating: [], count: ranks)
    for number in 0..<Int.random(in: 0...12, using: &random) {
      let tensor = HeldTensor(name: "t\(number)", rows: 1 + number, columns: 3)
      for rank in 0..<ranks where Bool.random(using: &random) { held[rank].append(tensor) }
    }
    return held.map { $0.shuffled(using: &random) }
  }

  @Test("are found by name: each tensor is in one group, that of its ranks", arguments: 0..<40)
  func table(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let held = tensors(&random)
    let table = try HolderTable(held)
    #expect(table.names.sorted() == Set(held.joined().map(\.name)).sorted())
    #expect(table.entries.flatMap(\.names).sorted() == table.names.sorted())
    for entry in table.entries {
      for name in entry.names {
        let holders = held.indices.filter { rank in held[rank].contains { $0.name == name } }
        #expect(entry.holders == holders, "\(name)")
      }
    }
    // Ascending without equals: an order that all ranks share.
    for (a, b) in zip(table.entries, table.entries.dropFirst()) {
      #expect(a.holders.lexicographicallyPrecedes(b.holders))
    }
  }

  @Test("share a group's elements evenly: every one is in one shard", arguments: 0..<60)
  func shards(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let parameters = (0..<Int.random(in: 0...6, using: &random)).map { number in
      Parameter(
        name: "p\(number)", group: .dense,
        value: Matrix(
          rows: Int.random(in: 0...4, using: &random),
          columns: Int.random(in: 0...9, using: &random)))
    }
    let holders = Int.random(in: 1...7, using: &random)
    let group = ReplicaGroup(
      parameters, holders: Array(0..<holders), communicator: .solo())
    let count = parameters.reduce(0) { $0 + $1.value.values.count }
    #expect(group.elementCount == count)
    #expect(group.paddedCount >= count && group.paddedCount < count + holders)
    var seen = parameters.map { [Int](repeating: 0, count: $0.value.values.count) }
    for holder in 0..<holders {
      let range = group.range(ofHolder: holder)
      #expect(range.count <= (count + holders - 1) / holders)
      var place = range.lowerBound
      for piece in group.pieces(in: range) {
        #expect(piece.place == place && !piece.range.isEmpty)
        place += piece.range.count
        for element in piece.range { seen[piece.parameter][element] += 1 }
      }
      #expect(place == range.upperBound)
    }
    #expect(seen.joined().allSatisfy { $0 == 1 })
  }

  @Test("a row takes every part of the matrices there and back", arguments: 0..<30)
  func row(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let parameters = (0..<Int.random(in: 1...5, using: &random)).map { number in
      Parameter(
        name: "p\(number)", group: .dense,
        value: Matrix(
          rows: 1 + number, columns: Int.random(in: 1...9, using: &random),
          repeating: Float(number + 1)))
    }
    let group = ReplicaGroup(
      parameters, holders: Array(0..<3), communicator: .solo())
    let start = Int.random(in: 0...group.elementCount, using: &random)
    let range = start..<Int.random(in: start...group.elementCount, using: &random)
    var row = MessageBuffer<Float>(repeating: -1, count: group.paddedCount)
    group.pack(range, to: &row, \.value)
    let flat = parameters.flatMap(\.value.values)
    for place in 0..<group.paddedCount {
      let expected: Float =
        range.contains(place) ? flat[place] : place < group.elementCount ? -1 : 0
      #expect(row.array[place] == expected)
    }
    // Reason: the pointer goes to a loop in C that is done with it when it returns.
    unsafe group.unpack(range, of: row) { unsafe $0.gradient.withElements($1) }
    let back = parameters.flatMap(\.gradient.values)
    for place in back.indices {
      #expect(back[place] == (range.contains(place) ? flat[place] : 0))
    }
  }
}
