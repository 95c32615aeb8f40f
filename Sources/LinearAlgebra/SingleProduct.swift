internal import COpenBLAS

/// A product in single precision, `d = kept · d + scale · a · b`, on memory that others own.
struct SingleProduct {
  /// A matrix in memory, row-major, and how the product sees it.
  @safe
  struct Operand {
    let start: UnsafePointer<Float>?
    /// From one row to the next.
    let stride: Int
    let isTransposed: Bool

    init(_ start: UnsafePointer<Float>?, stride: Int, isTransposed: Bool) {
      unsafe self.start = start
      self.stride = stride
      self.isTransposed = isTransposed
    }
  }

  let rows: Int
  let columns: Int
  /// The axis that is summed over.
  let depth: Int
  var scale: Float = 1
  var kept: Float = 1

  /// Refuses sizes that OpenBLAS does not count to.
  static func checkSizes(_ sizes: Int...) throws(LinearAlgebraError) {
    for size in sizes where size > Int32.max {
      throw LinearAlgebraError(
        code: .tooLarge, detail: "a size of \(size), at most \(Int32.max) is accepted")
    }
  }

  /// Runs the product.
  ///
  /// - Parameters:
  ///   - a: `[rows, depth]` as seen; not read when a size is 0.
  ///   - b: `[depth, columns]` as seen; not read when a size is 0.
  ///   - d: `[rows, columns]`; overlaps neither factor.
  ///   - stride: From one row of `d` to the next, at least `columns`.
  func run(_ a: Operand, _ b: Operand, into d: UnsafeMutablePointer<Float>?, stride: Int) {
    guard rows > 0, columns > 0, let d = unsafe d else { return }
    guard depth > 0 else { return unsafe keep(d, stride: stride) }
    BLASLibrary.prepare()
    // Reason: the caller vouches for the memory, and all sizes fit 32 bits.
    unsafe cblas_sgemm(
      CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans,
      b.isTransposed ? CblasTrans : CblasNoTrans, blasint(rows), blasint(columns), blasint(depth),
      scale, a.start, blasint(a.stride), b.start, blasint(b.stride), kept, d, blasint(stride))
  }

  /// What remains of the product when nothing is summed.
  private func keep(_ d: UnsafeMutablePointer<Float>, stride: Int) {
    for row in 0..<rows {
      for column in row * stride..<row * stride + columns {
        // Reason: inside the memory that the caller of `run` vouches for.
        unsafe d[column] = kept == 0 ? 0 : unsafe d[column] * kept
      }
    }
  }
}
