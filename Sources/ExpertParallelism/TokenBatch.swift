internal import CGateKernels

/// The tokens of one training step of a ``TokenStream``.
public struct TokenBatch: Sendable {
  private let stream: TokenStream
  private let key: UInt64
  /// `[topics, experts]`, row-major.
  private let table: [Float]

  init(_ stream: TokenStream, step: Int, table: [Float]) {
    self.stream = stream
    self.table = table
    key = SeededNumbers.key(SeededNumbers.mixed(stream.seed), step)
  }

  /// The topic of a token.
  ///
  /// - Parameter token: Its number in the whole batch, at least 0.
  /// - Returns: 0 ..< ``TokenStream/topics``.
  public func topic(of token: Int) -> Int {
    let sequence = token / stream.sequenceLength
    return topic(tokenKey(token), sequence: sequence)
  }

  /// The logits of some tokens.
  ///
  /// - Parameter tokens: Their numbers in the whole batch.
  /// - Returns: `[tokens, experts]`, row-major.
  /// - Complexity: O(tokens · experts)
  public func logits(tokens: Range<Int>) -> [Float] {
    precondition(tokens.lowerBound >= 0, "tokens \(tokens)")
    var keys = Array(repeating: UInt64(0), count: tokens.count)
    var topics = Array(repeating: Int32(0), count: tokens.count)
    for token in tokens {
      let key = tokenKey(token)
      keys[token - tokens.lowerBound] = key
      topics[token - tokens.lowerBound] = Int32(
        topic(key, sequence: token / stream.sequenceLength))
    }
    var logits = Array(repeating: Float(0), count: tokens.count * stream.experts)
    var logitSpan = logits.mutableSpan
    gate_stream(
      Int64(stream.experts), stream.noise, keys.span, topics.span, table.span, &logitSpan)
    return logits
  }

  private func tokenKey(_ token: Int) -> UInt64 { SeededNumbers.key(key, token) }

  /// Half of the tokens have their sequence's main topic, the others one of its side topics each.
  private func topic(_ tokenKey: UInt64, sequence: Int) -> Int {
    let topics = UInt64(stream.topics)
    let choice = Int(tokenKey >> 1 & 0xFFFF) % TokenStream.sideTopics
    guard tokenKey & 1 == 0 else {
      let side = SeededNumbers.key(key ^ 0x7369_6465_746F_7069, sequence * 4 + choice)
      return Int(side.multipliedFullWidth(by: topics).high)
    }
    // Multiples of the golden ratio are spread evenly however many there are.
    let place = key &+ UInt64(sequence) &* 0x9E37_79B9_7F4A_7C15
    return Int(place.multipliedFullWidth(by: topics).high)
  }
}
