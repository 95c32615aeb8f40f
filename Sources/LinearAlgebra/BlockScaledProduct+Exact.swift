extension BlockScaledProduct {
  /// Adds the product by definition: each element summed in double precision and rounded once.
  func addExact(toRowsFrom first: Int, of sum: inout Matrix) {
    let pieces = pieces
    let (a, b) = (leftLines(pieces), rightLines(pieces))
    let depth = a.depth
    let (leftNumbers, rightNumbers) = (a.numbers.span, b.numbers.span)
    for row in 0..<a.count {
      for column in 0..<b.count {
        var total = 0.0
        for (number, piece) in pieces.enumerated() {
          let offset = piece.lowerBound - self.depth.lowerBound
          let (i, j) = (row * depth + offset, column * depth + offset)
          var block = 0.0
          for place in 0..<piece.count {
            block += Double(leftNumbers[i + place]) * Double(rightNumbers[j + place])
          }
          let leftScale = Double(a.scales[row * pieces.count + number])
          let rightScale = Double(b.scales[column * pieces.count + number])
          total += block * (leftScale * rightScale)
        }
        sum[first + row, column] += Float(total)
      }
    }
  }
}
