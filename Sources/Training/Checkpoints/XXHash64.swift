/// The checksum of checkpoints: XXH64 with seed 0, 64 bits, several gigabytes a second.
///
/// Feed it the bytes in parts of any size; the result depends on the bytes alone.
///
/// - Source: Collet, "xxHash fast digest algorithm", specification version 0.1.1, section XXH64.
struct XXHash64 {
  private static let primes: (UInt64, UInt64, UInt64, UInt64, UInt64) = (
    0x9E37_79B1_85EB_CA87, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x85EB_CA77_C2B2_AE63,
    0x27D4_EB2F_1656_67C5
  )
  private static let stripe = 32

  private var a = primes.0 &+ primes.1
  private var b = primes.1
  private var c: UInt64 = 0
  private var d = 0 &- primes.0
  /// Bytes that do not fill a stripe yet.
  private var rest: [UInt8] = []
  private var count: UInt64 = 0

  /// The checksum of all bytes.
  static func checksum(_ bytes: [UInt8]) -> UInt64 {
    var hash = XXHash64()
    // Reason: the standard library marks the raw view of any elements; bytes have no padding.
    unsafe hash.update(bytes.span.bytes)
    return hash.finish()
  }

  /// Takes the next bytes.
  ///
  /// - Complexity: O(count of `bytes`)
  mutating func update(_ bytes: RawSpan) {
    count += UInt64(bytes.byteCount)
    var offset = 0
    if !rest.isEmpty {
      offset = min(Self.stripe - rest.count, bytes.byteCount)
      append(bytes, 0..<offset)
      guard rest.count == Self.stripe else { return }
      let stripe = rest
      // Reason: as above.
      unsafe mix(stripe.span.bytes, 0..<Self.stripe)
      rest.removeAll(keepingCapacity: true)
    }
    let whole = offset + (bytes.byteCount - offset) / Self.stripe * Self.stripe
    mix(bytes, offset..<whole)
    append(bytes, whole..<bytes.byteCount)
  }

  /// The checksum of everything that was taken.
  func finish() -> UInt64 {
    let p = Self.primes
    var hash = p.4
    if count >= UInt64(Self.stripe) {
      hash =
        Self.rotated(a, 1) &+ Self.rotated(b, 7) &+ Self.rotated(c, 12) &+ Self.rotated(d, 18)
      for lane in [a, b, c, d] { hash = (hash ^ Self.round(0, lane)) &* p.0 &+ p.3 }
    }
    hash &+= count
    var offset = 0
    while offset + 8 <= rest.count {
      hash = Self.rotated(hash ^ Self.round(0, rest.word(offset)), 27) &* p.0 &+ p.3
      offset += 8
    }
    if offset + 4 <= rest.count {
      hash = Self.rotated(hash ^ UInt64(rest.halfWord(offset)) &* p.0, 23) &* p.1 &+ p.2
      offset += 4
    }
    for byte in rest[offset...] { hash = Self.rotated(hash ^ UInt64(byte) &* p.4, 11) &* p.0 }
    hash = (hash ^ (hash >> 33)) &* p.1
    hash = (hash ^ (hash >> 29)) &* p.2
    return hash ^ (hash >> 32)
  }

  /// Takes whole stripes.
  private mutating func mix(_ bytes: RawSpan, _ range: Range<Int>) {
    var (a, b, c, d) = (a, b, c, d)
    var offset = range.lowerBound
    while offset < range.upperBound {
      a = Self.round(a, bytes.word(offset))
      b = Self.round(b, bytes.word(offset + 8))
      c = Self.round(c, bytes.word(offset + 16))
      d = Self.round(d, bytes.word(offset + 24))
      offset += Self.stripe
    }
    (self.a, self.b, self.c, self.d) = (a, b, c, d)
  }

  private mutating func append(_ bytes: RawSpan, _ range: Range<Int>) {
    // Reason: the standard library marks every load of raw bytes; any byte is a number.
    for offset in range {
      rest.append(unsafe bytes.unsafeLoad(fromByteOffset: offset, as: UInt8.self))
    }
  }

  private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
    rotated(lane &+ word &* primes.1, 31) &* primes.0
  }

  private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
    word &<< bits | word &>> (64 &- bits)
  }
}
