import Testing

@testable import Training

/// The numbers from 0 on: where a token stands can be read off it.
private struct Places: TokenSource {
  let count: Int
  let fingerprint = "places"

  func tokens(_ range: Range<Int>) -> [Int32] { range.map { Int32($0) } }
}

@Suite("The sequences of a run")
struct SequenceSamplerTests {
  /// Texts, lengths and held-out shares, the smallest that are accepted among them.
  static let shapes: [(count: Int, length: Int, heldOut: Double)] = {
    var random = SplitMix(seed: 3)
    let edges = [(2, 1, 0.0), (4, 1, 0.5), (10, 4, 0.1), (9, 4, 0.0), (1000, 7, 0.99)]
    return edges
      + (0..<20).map { _ in
        let length = Int.random(in: 1...40, using: &random)
        return (
          Int.random(in: 2 * (length + 1)...6000, using: &random), length,
          [0, 0.05, 0.3][Int.random(in: 0..<3, using: &random)]
        )
      }
  }()

  private func sampler(
    _ shape: (count: Int, length: Int, heldOut: Double), seed: UInt64 = 1
  ) throws -> SequenceSampler {
    try SequenceSampler(
      Places(count: shape.count), length: shape.length, seed: seed, heldOut: shape.heldOut)
  }

  @Test("predict each token of the text once an epoch, but its first and what is held out")
  func packing() throws {
    for shape in Self.shapes {
      let sampler = try sampler(shape)
      for epoch in 0..<3 {
        let numbers = epoch * sampler.trainingSequences..<(epoch + 1) * sampler.trainingSequences
        let sequences = try numbers.map { try sampler.sequence($0) }
        for sequence in sequences {
          #expect(sequence.count == shape.length + 1)
          #expect(sequence == Array(sequence[0]..<sequence[0] + Int32(shape.length) + 1))
        }
        let predicted = sequences.flatMap { $0.dropFirst() }.sorted()
        #expect(predicted == Array(1...Int32(sampler.trainingSequences * shape.length)))
      }
    }
  }

  @Test("held out share no token with those trained on, and leave less than a sequence unused")
  func heldOut() throws {
    for shape in Self.shapes {
      let sampler = try sampler(shape)
      let held = try (0..<sampler.heldOutSequences).map { try sampler.heldOutSequence($0) }
      let lastTrained = Int32(sampler.trainingSequences * shape.length)
      var used = lastTrained + 1
      if shape.heldOut > 0 {
        let tokens = held.flatMap { $0.dropFirst() }
        let first = lastTrained + 2
        #expect(held.first?.first == lastTrained + 1)
        #expect(tokens == Array(first..<first + Int32(tokens.count)) && !tokens.isEmpty)
        used = first + Int32(tokens.count)
      } else {
        #expect(held.isEmpty)
      }
      #expect(shape.count - Int(used) < shape.length)
      let share = Double(held.count) / Double(held.count + sampler.trainingSequences)
      let whole = Double(held.count + sampler.trainingSequences)
      #expect((share - shape.heldOut).magnitude <= 1 / whole)
    }
  }

  @Test("come in the same order for the same seed, in others for other seeds and epochs")
  func orders() throws {
    func firsts(seed: UInt64, epoch: Int) throws -> [Int32] {
      let sampler = try sampler((2001, 20, 0), seed: seed)
      return try (epoch * 100..<(epoch + 1) * 100).map { try sampler.sequence($0)[0] }
    }
    #expect(try firsts(seed: 1, epoch: 0) == firsts(seed: 1, epoch: 0))
    let orders = try [(1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (0, 0)].map {
      try firsts(seed: $0.0, epoch: $0.1)
    }
    #expect(Set(orders).count == orders.count)
    for order in orders { #expect(order != order.sorted()) }
  }

  @Test("stand at every place of the order about as often")
  func uniformity() {
    // Numbers 0 ..< 12 at place 0 over 12,000 epochs: 1,000 each, with a deviation of 30.3.
    var counts = [Int](repeating: 0, count: 12)
    for epoch in 0..<12_000 { counts[SequenceOrder(count: 12, seed: 9, epoch: epoch)[0]] += 1 }
    for count in counts { #expect((count - 1000).magnitude < 152) }
  }

  @Test("are in an order that is one to one, whatever the count")
  func bijection() {
    for count in Array(1...130) + [255, 256, 257, 4095, 4097, 65_537] {
      let order = SequenceOrder(count: count, seed: 5, epoch: 2)
      #expect((0..<count).map { order[$0] }.sorted() == Array(0..<count))
    }
    let huge = SequenceOrder(count: Int.max, seed: 5, epoch: 2)
    #expect(Set((0..<1000).map { huge[$0] }).count == 1000)
  }

  @Test("need enough text, a length, and a share below the whole")
  func refusals() throws {
    #expect(
      throws: DataError(
        code: .tooShort,
        detail: "9 tokens; 2 sequences of 4 and one more token each need 10: give more text or a "
          + "shorter sequence length")
    ) { try sampler((9, 4, 0.1)) }
    #expect(throws: DataError.self) { try sampler((4, 4, 0)) }
    #expect(throws: DataError.self) { try sampler((100, Int.max, 0.5)) }
    for share in [-0.1, 1, .nan, .infinity] {
      let found = #expect(throws: DataError.self) { try sampler((100, 4, share)) }
      #expect(found?.code == .wrongSetting)
    }
    let found = #expect(throws: DataError.self) { try sampler((100, 0, 0)) }
    #expect(found?.code == .wrongSetting)
  }
}
