/// One product of a study before anything is rounded, `left · rightᵀ`.
struct StudyProblem {
  /// The left factor, `[rows, depth]`.
  let left: Matrix
  /// The right factor, `[columns, depth]`.
  let right: Matrix
  /// What stood in the place of `left` in earlier steps.
  let earlier: [Matrix]
  /// The product summed in double precision, `[rows, columns]`.
  let reference: [Double]

  init(_ data: StudyData, rows: Int, columns: Int, depth: Int, seed: UInt64) {
    var stream = GaussianStream(seed: seed, stream: UInt64(depth))
    right = stream.matrix(rows: columns, columns: depth)
    earlier = (0..<StudyRecipe.earlierSteps).map { _ in
      data.matrix(rows: rows, depth: depth, from: &stream)
    }
    left = data.matrix(rows: rows, depth: depth, from: &stream)
    reference = referenceProduct(left, right)
  }
}
