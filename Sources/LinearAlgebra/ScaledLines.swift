internal import FloatFormats

/// One factor of a block-scaled product as lines along the contracted axis, codes' numbers and scales
/// apart.
struct ScaledLines {
  /// Rows of the left factor, or columns of the product that the right factor makes.
  let count: Int
  /// Numbers in a line.
  let depth: Int
  /// `[count, depth]`: the codes' numbers without their scales.
  let numbers: [Float]
  /// `[count, pieces]`: one for each line and piece.
  let scales: [Float]

  /// Lays out a factor.
  ///
  /// - Parameters:
  ///   - matrix: The factor.
  ///   - lines: Which of its rows, or of its columns where rows are contracted.
  ///   - axis: What is contracted.
  ///   - pieces: The contracted axis, cut where a new scale begins.
  init(
    _ matrix: CodedMatrix, lines: Range<Int>, contracting axis: BlockScaledProduct.Axis,
    pieces: [Range<Int>]
  ) {
    let (first, last) = (pieces.first?.lowerBound ?? 0, pieces.last?.upperBound ?? 0)
    let (codes, columns, format) = (matrix.codes, matrix.columns, matrix.format)
    count = lines.count
    depth = last - first
    var numbers: [Float] = []
    var scales: [Float] = []
    numbers.reserveCapacity(count * depth)
    scales.reserveCapacity(count * pieces.count)
    for line in lines {
      switch axis {
      case .columns:
        for place in first..<last { numbers.append(format.decode(codes[line * columns + place])) }
        for piece in pieces {
          scales.append(matrix.scale(row: line, column: piece.lowerBound))
        }
      case .rows:
        for place in first..<last { numbers.append(format.decode(codes[place * columns + line])) }
        for piece in pieces {
          scales.append(matrix.scale(row: piece.lowerBound, column: line))
        }
      }
    }
    self.numbers = numbers
    self.scales = scales
  }
}

extension BlockScaledProduct {
  /// The left factor, `rows` lines.
  func leftLines(_ pieces: [Range<Int>]) -> ScaledLines {
    ScaledLines(left, lines: leftRows, contracting: .columns, pieces: pieces)
  }

  /// The right factor, `columns` lines.
  func rightLines(_ pieces: [Range<Int>]) -> ScaledLines {
    ScaledLines(right, lines: 0..<columns, contracting: rightAxis, pieces: pieces)
  }
}
