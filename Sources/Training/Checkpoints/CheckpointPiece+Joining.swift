extension [CheckpointPiece] {
  /// Puts elements of one tensor together from pieces of any size and order.
  ///
  /// Where pieces overlap, as copies on several ranks do, they hold the same; the first that has an
  /// element gives it.
  ///
  /// - Parameters:
  ///   - tensor: Its name.
  ///   - kind: What the elements are to the tensor.
  ///   - count: Elements that the whole tensor has to have.
  ///   - range: The places wanted; all when nil.
  /// - Returns: The elements in the format in which they were saved; no elements are `float`.
  /// - Throws: `CheckpointError` with code `elementsMissing`, which names the tensor and the first
  ///   place that no piece holds, or the sizes or formats that differ.
  /// - Complexity: O(pieces · log pieces + elements of the range)
  public func elements(
    of tensor: String, _ kind: CheckpointPiece.Kind, count: Int, in range: Range<Int>? = nil
  ) throws(CheckpointError) -> CheckpointPiece.Elements {
    let range = range ?? 0..<count
    precondition(
      range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count) elements")
    let pieces = filter { $0.tensor == tensor && $0.kind == kind }.sorted { $0.start < $1.start }
    if let other = pieces.first(where: { $0.count != count }) {
      throw CheckpointError(
        code: .elementsMissing,
        detail: "\(kind) of \(tensor) has \(other.count) elements in the checkpoint; expected "
          + "\(count): the model is another one")
    }
    var joined = JoinedElements()
    var next = range.lowerBound
    for piece in pieces where next < range.upperBound {
      let part = piece.range.clamped(to: next..<range.upperBound)
      guard !part.isEmpty else { continue }
      guard part.lowerBound == next else { break }
      let taken = part.lowerBound - piece.start..<part.upperBound - piece.start
      guard joined.append(piece.elements, taken) else {
        throw CheckpointError(
          code: .elementsMissing,
          detail: "\(kind) of \(tensor) is in two formats; expected all pieces in one")
      }
      next = part.upperBound
    }
    guard next == range.upperBound else {
      throw CheckpointError(
        code: .elementsMissing,
        detail: "element \(next) of \(kind) of \(tensor) is in no piece; expected "
          + "\(range.lowerBound) to \(range.upperBound - 1) of \(count)")
    }
    return joined.elements
  }
}

/// Elements of pieces, one after the other.
private struct JoinedElements {
  private var floats: [Float] = []
  private var patterns: [UInt16] = []

  /// Appends some elements of a piece.
  ///
  /// - Returns: False where the piece is in another format than those before it.
  mutating func append(_ elements: CheckpointPiece.Elements, _ range: Range<Int>) -> Bool {
    switch elements {
    case .float(let numbers):
      guard patterns.isEmpty else { return false }
      floats += numbers[range]
    case .bfloat16(let numbers):
      guard floats.isEmpty else { return false }
      patterns += numbers[range]
    }
    return true
  }

  var elements: CheckpointPiece.Elements {
    patterns.isEmpty ? .float(floats) : .bfloat16(patterns)
  }
}
