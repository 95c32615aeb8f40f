import CTrainingKernels
import FloatFormats
import Testing

@testable import Training

@Suite("The loops of the optimizer")
struct AdamWKernelTests {
  /// One element by definition, in the order of operations that the kernel states.
  private func step(
    _ value: inout Float, _ gradient: Float, _ first: inout Float, _ second: inout Float,
    _ f: adamw_factors
  ) {
    let clipped = gradient * f.clip
    first = f.beta1 * first + f.rest1 * clipped
    second = min(f.beta2 * second + f.rest2 * clipped * clipped, .greatestFiniteMagnitude)
    value = value * f.keep - f.rate * first / (second.squareRoot() * f.root + f.epsilon)
  }

  private func factors(_ random: inout SplitMix) -> adamw_factors {
    let (beta1, beta2) = (
      Float.random(in: 0..<1, using: &random), Float.random(in: 0..<1, using: &random)
    )
    return adamw_factors(
      clip: Float.random(in: 0...1, using: &random), beta1: beta1, rest1: 1 - beta1, beta2: beta2,
      rest2: 1 - beta2, rate: Float.random(in: 0...0.1, using: &random),
      root: Float.random(in: 1...9, using: &random), epsilon: 1e-8,
      keep: Float.random(in: 0.9...1, using: &random))
  }

  /// Numbers of very different sizes.
  private func numbers(_ count: Int, _ random: inout SplitMix) -> [Float] {
    (0..<count).map { _ in
      Float(
        sign: .plus, exponent: Int.random(in: -70...62, using: &random),
        significand: Float.random(in: -2...2, using: &random))
    }
  }

  @Test("move values as the definition does, bit for bit, with both formats", arguments: 0..<30)
  func moves(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    let count = [0, 1, 15, 16, 17, 33, 100][Int.random(in: 0..<7, using: &random)]
    let offsets = (0..<3).map { _ in Int.random(in: 0...5, using: &random) }
    let factors = factors(&random)
    let start = numbers(count + offsets[0] + 2, &random)
    let gradients = numbers(count + offsets[1], &random)
    let first = numbers(count + offsets[2], &random)
    let second = numbers(count + offsets[2], &random).map(\.magnitude)
    for format in AdamWSettings.MomentFormat.allCases {
      let moments = format.moments(count: first.count)
      moments.replace(.first, at: 0, with: .float(first))
      moments.replace(.second, at: 0, with: .float(second))
      let round = { (x: Float) in
        format == .fp32 ? x : BFloat16(x, overflow: .saturate).float
      }
      var (expected, mean, square) = (start, first.map(round), second.map(round))
      for place in 0..<count {
        step(
          &expected[offsets[0] + place], gradients[offsets[1] + place],
          &mean[offsets[2] + place], &square[offsets[2] + place], factors)
        mean[offsets[2] + place] = round(mean[offsets[2] + place])
        square[offsets[2] + place] = round(square[offsets[2] + place])
      }
      var found = start
      // Reason: the loop takes pointers; each is to as many numbers as it counts.
      unsafe found.withUnsafeMutableBufferPointer { found in
        unsafe gradients.withUnsafeBufferPointer { gradients in
          unsafe moments.step(
            found.baseAddress, from: offsets[0], gradients: (gradients.baseAddress, offsets[1]),
            place: offsets[2], count: count, factors)
        }
      }
      #expect(found == expected, "\(format)")
      #expect(numbers(moments, .first) == mean, "\(format)")
      #expect(numbers(moments, .second) == square, "\(format)")
    }
  }

  private func numbers(_ moments: any ShardMoments, _ moment: MomentShard.Moment) -> [Float] {
    Float.numbers(moments.elements(moment, 0..<moments.count))
  }

  @Test("a second moment beyond all numbers stays the greatest one", arguments: [0.95, 0.5])
  func overflow(beta: Float) {
    for format in AdamWSettings.MomentFormat.allCases {
      let moments = format.moments(count: 1)
      var value: [Float] = [1]
      let gradient: [Float] = [3e30]
      let factors = adamw_factors(
        clip: 1, beta1: 0, rest1: 1, beta2: beta, rest2: 1 - beta, rate: 1, root: 1,
        epsilon: 1e-8, keep: 1)
      // Reason: the loop takes pointers; each is to as many numbers as it counts.
      unsafe value.withUnsafeMutableBufferPointer { value in
        unsafe gradient.withUnsafeBufferPointer { gradient in
          unsafe moments.step(
            value.baseAddress, from: 0, gradients: (gradient.baseAddress, 0), place: 0, count: 1,
            factors)
        }
      }
      let greatest =
        format == .fp32 ? Float.greatestFiniteMagnitude : BFloat16.greatestFiniteMagnitude.float
      #expect(numbers(moments, .second) == [greatest], "\(format)")
    }
  }

  @Test("squares are summed in double precision, over any length", arguments: 0..<20)
  func squares(seed: UInt64) {
    var random = SplitMix(seed: seed)
    let offset = Int.random(in: 0...5, using: &random)
    let count = Int.random(in: 0...70, using: &random)
    let values = numbers(offset + count, &random)
    let expected = values[offset...].reduce(0.0) { $0 + Double($1) * Double($1) }
    // Reason: C takes a pointer to as many numbers as it counts.
    let found = unsafe optimizer_sum_of_squares(values, Int64(offset), Int64(count))
    #expect((found - expected).magnitude <= 1e-14 * expected)
  }

  @Test("a square of which single precision has no number is summed, too")
  func largeSquares() {
    // Reason: C takes a pointer to as many numbers as it counts.
    let sum = unsafe optimizer_sum_of_squares([3e30, 1, 3e30], 0, 3)
    #expect((sum - 1.8e61).magnitude < 1e55)
  }
}
