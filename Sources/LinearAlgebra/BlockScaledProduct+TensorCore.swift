extension BlockScaledProduct {
  /// Adds the product as tensor cores form it.
  func addEmulated(
    _ accumulation: TensorCoreAccumulation, toRowsFrom first: Int, of sum: inout Matrix
  ) {
    let pieces = pieces
    let (a, b) = (leftLines(pieces), rightLines(pieces))
    let leftParts = a.numbers.map { FactorParts($0, format: left.format) }
    let rightParts = b.numbers.map { FactorParts($0, format: right.format) }
    for row in 0..<a.count {
      let line = leftParts.span.extracting(row * a.depth..<(row + 1) * a.depth)
      for column in 0..<b.count {
        let other = rightParts.span.extracting(column * b.depth..<(column + 1) * b.depth)
        var total: Float = 0
        for (number, piece) in pieces.enumerated() {
          let leftScale = a.scales[row * pieces.count + number]
          let rightScale = b.scales[column * pieces.count + number]
          for interval in accumulation.intervals(of: piece, from: depth.lowerBound) {
            var register = TensorCoreRegister()
            register.add(line.extracting(interval), times: other.extracting(interval))
            total += Float(register.value) * leftScale * rightScale
          }
        }
        sum[first + row, column] += total
      }
    }
  }
}

extension TensorCoreAccumulation {
  /// A piece of the contracted axis, cut where the register is added to the result and cleared;
  /// counted from `origin`.
  fileprivate func intervals(of piece: Range<Int>, from origin: Int) -> [Range<Int>] {
    stride(from: piece.lowerBound, to: piece.upperBound, by: promotionInterval).map { start in
      start - origin..<min(start + promotionInterval, piece.upperBound) - origin
    }
  }
}
