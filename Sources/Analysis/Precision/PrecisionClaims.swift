internal import LinearAlgebra

/// What DeepSeek says of eight-bit training, each claim with the numbers that decide it.
public struct PrecisionClaims: Hashable, Sendable {
  /// Sums of 4,096 products without promotion are off by about 2 %.
  ///
  /// - Source: DeepSeek-V3 technical report, arXiv:2412.19437, section 3.3.2, "a maximum relative error
  ///   of nearly 2 %" for two random matrices.
  public struct Accumulation: Hashable, Sendable {
    /// Length of the sums that the claim is about.
    public static let depth = 4_096
    /// What counts as about 2 %.
    public static let range = 0.01...0.03

    /// Largest error over mean magnitude, promoted at the end only.
    public let unpromoted: Double
    /// The same, promoted every 128 products.
    public let promoted: Double
    /// Root of the summed squared errors over that of the squared values, promoted at the end only.
    public let unpromotedRelative: Double

    public var holds: Bool { Self.range.contains(unpromoted) }
  }

  /// Scales for 1 x 128 survive outliers that ruin one scale per tensor.
  ///
  /// - Source: DeepSeek-V3 technical report, arXiv:2412.19437, section 3.3.2, "Fine-Grained
  ///   Quantization"; it gives no number.
  public struct Outliers: Hashable, Sendable {
    /// How much worse than on Gaussian data a recipe may get and survive.
    public static let survival = 2.0
    /// How much worse than fine-grained scales one scale has to be to count as ruined.
    public static let ruin = 10.0

    /// Largest over depths of the worst row's `calc_diff`: fine-grained scales on Gaussian data.
    public let fineOnGaussian: Double
    /// The same on data with outlier channels.
    public let fineOnOutliers: Double
    /// Smallest over depths of the worst row's `calc_diff`: one scale on data with outlier channels.
    public let perTensorOnOutliers: Double

    public var holds: Bool {
      fineOnOutliers <= Self.survival * fineOnGaussian
        && perTensorOnOutliers > Self.ruin * fineOnOutliers
    }
  }

  /// `calc_diff` of fine-grained products is below 0.001 on Gaussian data.
  ///
  /// - Source: deepseek-ai/DeepGEMM, the bound of its tests, which compare with a product in BF16 of
  ///   the same Gaussian numbers.
  public struct Difference: Hashable, Sendable {
    public static let bound = 0.001

    /// Largest `calc_diff` over depths on Gaussian data, with scales of any value.
    public let fineGrained: Double
    /// The same with scales that are powers of two.
    public let powerOfTwo: Double
    /// The same with the left factor in E5M2, which DeepSeek does not use.
    public let e5m2: Double
    /// The largest with outlier channels and either kind of scale; the roundings of the few outliers
    /// decide it.
    public let onOutliers: Double

    public var holds: Bool { max(fineGrained, powerOfTwo) < Self.bound }
  }

  /// Nil where the study lacks sums of 4,096.
  public let accumulation: Accumulation?
  public let outliers: Outliers
  public let difference: Difference

  public init(_ results: PrecisionResults) {
    let depth = Accumulation.depth
    let unpromoted = results.accumulationError(depth: depth, promotionInterval: depth)
    let promoted = results.accumulationError(depth: depth, promotionInterval: 128)
    accumulation =
      if let unpromoted, let promoted {
        Accumulation(
          unpromoted: unpromoted.largest, promoted: promoted.largest,
          unpromotedRelative: unpromoted.relative)
      } else {
        nil
      }
    let worstRows = { (recipe: StudyRecipe, data: StudyData) in
      results.roundings.filter { $0.recipe == recipe && $0.data == data }
        .map(\.error.worstRowDifference)
    }
    outliers = Outliers(
      fineOnGaussian: worstRows(.fineGrained, .gaussian).max() ?? 0,
      fineOnOutliers: worstRows(.fineGrained, .outlierChannels).max() ?? 0,
      perTensorOnOutliers: worstRows(.perTensorDelayed, .outlierChannels).min() ?? 0)
    let largest = { (recipe: StudyRecipe, data: StudyData) in
      results.roundings.filter { $0.recipe == recipe && $0.data == data }
        .map(\.error.difference).max() ?? 0
    }
    difference = Difference(
      fineGrained: largest(.fineGrained, .gaussian),
      powerOfTwo: largest(.powerOfTwoScales, .gaussian),
      e5m2: largest(.fineGrainedE5M2, .gaussian),
      onOutliers: max(
        largest(.fineGrained, .outlierChannels), largest(.powerOfTwoScales, .outlierChannels)))
  }
}
