/// What eight-bit formats and tensor-core accumulation do to products of random matrices.
///
/// The same study gives the same numbers on every run.
public struct PrecisionStudy: Hashable, Sendable {
  /// The error of one way to round, against the product of factors that were not rounded.
  public struct Rounding: Hashable, Sendable {
    public let recipe: StudyRecipe
    public let data: StudyData
    /// The length of the sums, K.
    public let depth: Int
    public let error: ProductError

    public init(recipe: StudyRecipe, data: StudyData, depth: Int, error: ProductError) {
      self.recipe = recipe
      self.data = data
      self.depth = depth
      self.error = error
    }
  }

  /// The error of tensor-core sums alone, against the exact product of the same eight-bit factors.
  public struct Accumulation: Hashable, Sendable {
    /// The length of the sums, K.
    public let depth: Int
    /// Products between two promotions, N_C; the depth where nothing is promoted before the end.
    public let promotionInterval: Int
    public let error: ProductError

    public init(depth: Int, promotionInterval: Int, error: ProductError) {
      self.depth = depth
      self.promotionInterval = promotionInterval
      self.error = error
    }
  }

  /// Rows of the left factor.
  public let rows: Int
  /// Columns of the product.
  public let columns: Int
  /// The lengths of the sums, K.
  public let depths: [Int]
  public let seed: UInt64

  /// Describes a study; the defaults take a few seconds.
  ///
  /// - Parameters:
  ///   - rows: At least 1.
  ///   - columns: At least 1.
  ///   - depths: At least 1 each; 65,536 at most.
  ///   - seed: Any number.
  /// - Throws: `LinearAlgebraError` with code `shapesDisagree` for sizes out of these ranges.
  public init(
    rows: Int = 128, columns: Int = 128,
    depths: [Int] = [128, 512, 1_024, 2_048, 4_096, 8_192, 16_384],
    seed: UInt64 = 1
  ) throws(LinearAlgebraError) {
    guard rows > 0, columns > 0, depths.allSatisfy({ 1...65_536 ~= $0 }) else {
      throw LinearAlgebraError(
        code: .shapesDisagree,
        detail: "\(rows) rows, \(columns) columns, depths \(depths); at least 1 each, and depths "
          + "up to 65536 are accepted")
    }
    self.rows = rows
    self.columns = columns
    self.depths = depths
    self.seed = seed
  }
}
