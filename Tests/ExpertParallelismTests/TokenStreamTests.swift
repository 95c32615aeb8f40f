import Testing

@testable import ExpertParallelism

@Suite("Token stream")
struct TokenStreamTests {
  private let stream: TokenStream

  init() throws { stream = try TokenStream(experts: 40, seed: 5, topics: 8, sequenceLength: 32) }

  @Test("gives a token the same logits in every slice that holds it")
  func slices() throws {
    let batch = try stream.batch(step: 17)
    let whole = batch.logits(tokens: 0..<200)
    #expect(whole.count == 200 * 40)
    for tokens in [0..<1, 31..<33, 64..<200, 7..<7] {
      #expect(
        batch.logits(tokens: tokens)
          == Array(whole[tokens.lowerBound * 40..<tokens.upperBound * 40]))
    }
    #expect(try stream.batch(step: 17).logits(tokens: 0..<200) == whole)
  }

  @Test("is another with another seed or step")
  func differs() throws {
    let logits = try stream.batch(step: 17).logits(tokens: 0..<10)
    let other = try TokenStream(experts: 40, seed: 6, topics: 8, sequenceLength: 32)
    #expect(try stream.batch(step: 18).logits(tokens: 0..<10) != logits)
    #expect(try other.batch(step: 17).logits(tokens: 0..<10) != logits)
  }

  @Test("has normal noise of the deviation that is asked for")
  func noise() throws {
    var stream = stream
    (stream.skew, stream.topicSkew, stream.noise) = (0, 0, 0.5)
    let logits = try stream.batch(step: 0).logits(tokens: 0..<5000)
    let mean = logits.reduce(0.0) { $0 + Double($1) } / Double(logits.count)
    let variance = logits.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(logits.count)
    #expect(abs(mean) < 0.005)
    #expect(abs(variance.squareRoot() - 0.5) < 0.005)
    // Of a normal number 2.28 % lie above two deviations.
    let above = Double(logits.count { $0 > 1 }) / Double(logits.count)
    #expect(abs(above - 0.0228) < 0.002)
  }

  @Test("draws the noise of a token and an expert as plain Swift does, to the bit")
  func noiseByDefinition() throws {
    var stream = stream
    (stream.skew, stream.topicSkew, stream.noise) = (0, 0, 0.5)
    let logits = try stream.batch(step: 9).logits(tokens: 70..<90)
    let batchKey = SeededNumbers.key(SeededNumbers.mixed(5), 9)
    for token in 70..<90 {
      let key = SeededNumbers.key(batchKey, token)
      for expert in 0..<40 {
        var bits = UInt32(truncatingIfNeeded: key) &+ UInt32(expert) &* 0x9E37_79B9
        bits = (bits ^ bits >> 16) &* 0x7FEB_352D
        bits = bits &+ UInt32(key >> 32)
        bits = (bits ^ bits >> 15) &* 0x846C_A68B
        bits ^= bits >> 16
        let sum = (0..<4).reduce(0) { $0 + Int(bits >> (8 * UInt32($1)) & 0xFF) }
        #expect(logits[(token - 70) * 40 + expert] == Float(0.5) / 147.79942 * Float(sum - 510))
      }
    }
  }

  @Test("collapses onto few experts, until biases balance it")
  func balancing() throws {
    let stream = try TokenStream(experts: 32, sequenceLength: 64)
    let gate = try Gate(experts: 32, groups: 4, keptGroups: 2, selections: 2)
    var balancer = try BiasBalancer(experts: 32)
    var violations: [[Double]] = [[], []]
    for step in 0..<100 {
      let logits = try stream.batch(step: step).logits(tokens: 0..<4096)
      let loads = try gate.route(logits.span, bias: balancer.bias).loads(experts: 32)
      violations[0].append(LoadStatistics(loads).maxViolation)
      try balancer.update(loads: loads)
      guard step >= 80 else { continue }
      let unbalanced = try gate.route(logits.span, bias: Array(repeating: 0, count: 32))
      violations[1].append(LoadStatistics(unbalanced.loads(experts: 32)).maxViolation)
    }
    let means = violations.map { $0.suffix(20).reduce(0, +) / 20 }
    // A load of 256 tokens alone scatters by 6 %, the greatest of 32 by twice that.
    #expect(means[0] < 0.2 && means[1] > 1, "\(means)")
  }

  @Test("drifts: near steps are alike, far ones are not")
  func drift() throws {
    var stream = try TokenStream(experts: 400, seed: 5)
    (stream.topicSkew, stream.noise, stream.skew) = (0, 0, 1)
    func popularity(_ step: Int) throws -> [Float] {
      try stream.batch(step: step).logits(tokens: 0..<1)
    }
    let now = try popularity(0)
    #expect(try correlation(now, popularity(stream.driftSteps / 100)) > 0.99)
    #expect(try abs(correlation(now, popularity(3 * stream.driftSteps))) < 0.15)
    // Half way between two numbers the deviation is the same as at either.
    let variance = try popularity(777).reduce(0) { $0 + $1 * $1 } / 400
    #expect(abs(variance - 1) < 0.2)
  }

  @Test("gives half of a sequence's tokens one topic, and spreads main topics evenly")
  func topics() throws {
    let stream = try TokenStream(experts: 4, topics: 16, sequenceLength: 256)
    let batch = try stream.batch(step: 3)
    var mainTopics = Array(repeating: 0, count: 16)
    for sequence in 0..<64 {
      var counts = Array(repeating: 0, count: 16)
      for token in sequence * 256..<(sequence + 1) * 256 { counts[batch.topic(of: token)] += 1 }
      let main = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
      #expect(counts[main] > 90 && counts.count { $0 > 0 } <= 1 + TokenStream.sideTopics)
      mainTopics[main] += 1
    }
    #expect(mainTopics.allSatisfy { (2...6).contains($0) })
  }

  @Test("adds a router's own bias to every token")
  func shift() throws {
    let shift = (0..<40).map { Float($0) }
    let plain = try stream.batch(step: 2).logits(tokens: 5..<9)
    let shifted = try stream.batch(step: 2, shift: shift).logits(tokens: 5..<9)
    for index in plain.indices {
      #expect(abs(shifted[index] - plain[index] - Float(index % 40)) < 1e-4)
    }
  }

  @Test("refuses what it cannot make")
  func errors() throws {
    #expect(throws: RoutingError.self) { try TokenStream(experts: 0) }
    var bad = stream
    bad.noise = -1
    #expect(
      throws: RoutingError(code: .negative, detail: "noise -1.0; it must be finite and at least 0")
    ) { try bad.batch(step: 0) }
    bad = stream
    bad.driftSteps = 0
    #expect(throws: RoutingError.self) { try bad.batch(step: 0) }
    #expect(throws: RoutingError.self) { try stream.batch(step: -1) }
    #expect(
      throws: RoutingError(code: .shapeMismatch, detail: "1 shifts for 40 experts")
    ) { try stream.batch(step: 0, shift: [1]) }
  }

  private func correlation(_ a: [Float], _ b: [Float]) -> Float {
    func sum(_ x: [Float], _ y: [Float]) -> Float { zip(x, y).reduce(0) { $0 + $1.0 * $1.1 } }
    return sum(a, b) / (sum(a, a) * sum(b, b)).squareRoot()
  }
}
