extension BlockScaledProduct {
  /// Adds the product by definition: each element summed in double precision and rounded once.
  func addExact(toRowsFrom first: Int, of sum: inout Matrix) {
    let pieces = pieces
    let (a, b) = (leftLines(pieces), rightLines(pieces))
    for row in 0..<a.count {
      let line = a.numbers.span.extracting(row * a.depth..<(row + 1) * a.depth)
      for column in 0..<b.count {
        let other = b.numbers.span.extracting(column * b.depth..<(column + 1) * b.depth)
        var total = 0.0
        for (number, piece) in pieces.enumerated() {
          let start = piece.lowerBound - depth.lowerBound
          let block = dotProduct(
            line.extracting(start..<start + piece.count),
            other.extracting(start..<start + piece.count))
          let leftScale = Double(a.scales[row * pieces.count + number])
          let rightScale = Double(b.scales[column * pieces.count + number])
          total += block * (leftScale * rightScale)
        }
        sum.values[(first + row) * columns + column] += Float(total)
      }
    }
  }
}
