extension BlockScaledProduct {
  /// Adds the product as tensor cores form it.
  func addEmulated(
    _ accumulation: TensorCoreAccumulation, toRowsFrom first: Int, of sum: inout Matrix
  ) {
    for result in emulated([accumulation]) {
      for place in result.values.indices {
        sum.values[first * columns + place] += result.values[place]
      }
    }
  }

  /// The product as tensor cores form it, under several promotion intervals.
  ///
  /// What a step of 32 products adds to the register is the same for all intervals and worked out once.
  ///
  /// - Parameter accumulations: Each fit for this product.
  /// - Returns: `[rows, columns]` for each accumulation.
  func emulated(_ accumulations: [TensorCoreAccumulation]) -> [Matrix] {
    let pieces = pieces
    let (a, b) = (leftLines(pieces), rightLines(pieces))
    let leftParts = a.numbers.map { FactorParts($0, format: left.format) }
    let rightParts = b.numbers.map { FactorParts($0, format: right.format) }
    var results = accumulations.map { _ in Matrix(rows: rows, columns: columns) }
    var steps: [Double] = []
    for row in 0..<a.count {
      let line = leftParts.span.extracting(row * a.depth..<(row + 1) * a.depth)
      for column in 0..<b.count {
        let other = rightParts.span.extracting(column * b.depth..<(column + 1) * b.depth)
        for (number, piece) in pieces.enumerated() {
          let offset = piece.lowerBound - depth.lowerBound
          steps.removeAll(keepingCapacity: true)
          TensorCoreRegister.appendSteps(
            line.extracting(offset..<offset + piece.count),
            times: other.extracting(offset..<offset + piece.count), to: &steps)
          let leftScale = a.scales[row * pieces.count + number]
          let rightScale = b.scales[column * pieces.count + number]
          for (index, accumulation) in accumulations.enumerated() {
            let place = row * columns + column
            accumulation.add(
              steps.span, leftScale, rightScale, to: &results[index].values[place])
          }
        }
      }
    }
    return results
  }
}

extension TensorCoreAccumulation {
  /// Adds what the steps of one piece of the contracted axis come to, promoted after each interval.
  fileprivate func add(
    _ steps: Span<Double>, _ leftScale: Float, _ rightScale: Float, to sum: inout Float
  ) {
    let stepsOfInterval = promotionInterval / Self.productsPerStep
    for start in stride(from: 0, to: steps.count, by: stepsOfInterval) {
      var register = TensorCoreRegister()
      for step in start..<min(start + stepsOfInterval, steps.count) { register.add(steps[step]) }
      sum += Float(register.value) * leftScale * rightScale
    }
  }
}
