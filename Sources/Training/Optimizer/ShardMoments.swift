internal import CTrainingKernels

/// Both moments of a shard's elements, in one of the formats.
protocol ShardMoments: AnyObject {
  /// Elements of each moment.
  var count: Int { get }

  /// One step of AdamW for some elements.
  ///
  /// - Parameters:
  ///   - values: Where the values of a tensor begin.
  ///   - first: The first element's place in the tensor.
  ///   - gradients: Where gradients begin, and the first element's place among them.
  ///   - place: The first element's place in the shard.
  ///   - count: Elements.
  ///   - factors: Of the step.
  func step(
    _ values: UnsafeMutablePointer<Float>?, from first: Int,
    gradients: (start: UnsafePointer<Float>?, place: Int), place: Int, count: Int,
    _ factors: adamw_factors)

  /// Some elements of a moment.
  func elements(_ moment: MomentShard.Moment, _ range: Range<Int>) -> MomentShard.Elements

  /// Overwrites elements of a moment from a place on, rounded to this format where theirs is wider.
  func replace(_ moment: MomentShard.Moment, at place: Int, with elements: MomentShard.Elements)
}

extension AdamWSettings.MomentFormat {
  /// Moments of zeros.
  func moments(count: Int) -> any ShardMoments {
    switch self {
    case .bf16: StoredMoments<UInt16>(count: count)
    case .fp32: StoredMoments<Float>(count: count)
    }
  }
}

/// Moments as numbers of one type.
final class StoredMoments<Number: MomentNumber>: ShardMoments {
  private var first: [Number]
  private var second: [Number]

  init(count: Int) {
    first = [Number](repeating: 0, count: count)
    second = first
  }

  var count: Int { first.count }

  func step(
    _ values: UnsafeMutablePointer<Float>?, from start: Int,
    gradients: (start: UnsafePointer<Float>?, place: Int), place: Int, count: Int,
    _ factors: adamw_factors
  ) {
    precondition(place >= 0 && place + count <= self.count, "\(place), \(count) of \(self.count)")
    // Reason: C takes pointers; the caller's hold `count` elements from their places on, as the
    // moments do.
    unsafe first.withUnsafeMutableBufferPointer { first in
      unsafe second.withUnsafeMutableBufferPointer { second in
        unsafe withUnsafePointer(to: factors) { factors in
          unsafe Number.step(
            values, Int64(start), gradients.start, Int64(gradients.place), first.baseAddress,
            second.baseAddress, Int64(place), Int64(count), factors)
        }
      }
    }
  }

  func elements(_ moment: MomentShard.Moment, _ range: Range<Int>) -> MomentShard.Elements {
    switch moment {
    case .first: Number.elements(first[range])
    case .second: Number.elements(second[range])
    }
  }

  func replace(
    _ moment: MomentShard.Moment, at place: Int, with elements: MomentShard.Elements
  ) {
    let numbers = Number.numbers(elements)
    let range = place..<place + numbers.count
    switch moment {
    case .first: first.replaceSubrange(range, with: numbers)
    case .second: second.replaceSubrange(range, with: numbers)
    }
  }
}
