/// How the tensor cores of a Hopper GPU sum products of eight-bit numbers.
///
/// Products are exact. Of each 32 along the contracted axis, all are aligned to the greatest exponent
/// among them and cut off 13 bits behind its point; what remains is added exactly, and the sum is added
/// to a register of 1 sign bit, 8 exponent bits and 13 fraction bits ("FP22"), where it is cut off
/// again. Cutting off is towards zero. The exponent of a product is the sum of its factors' exponents.
/// Every ``promotionInterval`` products the register is multiplied by the two scales, added to the
/// result in single precision, and cleared.
///
/// - Source: Zhao et al. 2025, arXiv:2505.09343, section 3.1.1, for the accumulation;
///   DeepSeek-V3 technical report, arXiv:2412.19437, section 3.3.2, for the promotion. Whether the
///   register takes part in the alignment is not published; here it does not.
public struct TensorCoreAccumulation: Hashable, Sendable {
  /// Products that are aligned and added together.
  public static let productsPerStep = 32
  /// Bits that are kept behind the point.
  public static let fractionBits = 13

  /// Products that the register takes before it is added to the result ("N_C").
  public let promotionInterval: Int

  /// Chooses the interval.
  ///
  /// - Parameter promotionInterval: A multiple of 32; DeepSeek-V3 uses 128.
  /// - Throws: `LinearAlgebraError` with code `promotionInterval` for other numbers.
  public init(promotionInterval: Int) throws(LinearAlgebraError) {
    guard promotionInterval > 0, promotionInterval.isMultiple(of: Self.productsPerStep) else {
      throw LinearAlgebraError(
        code: .promotionInterval,
        detail: "\(promotionInterval) products; multiples of \(Self.productsPerStep) are accepted")
    }
    self.promotionInterval = promotionInterval
  }

  private init(unchecked interval: Int) { promotionInterval = interval }

  /// Promotion every 128 products, as DeepSeek-V3 does.
  public static let every128 = TensorCoreAccumulation(unchecked: 128)

  /// Refuses a register that would mix numbers of different scales.
  func check(_ product: BlockScaledProduct) throws(LinearAlgebraError) {
    let length = BlockScaledProduct.blockLength
    guard
      product.pieces.count < 2 || length.isMultiple(of: promotionInterval)
    else {
      throw LinearAlgebraError(
        code: .promotionInterval,
        detail: "\(promotionInterval) products with a scale for each \(length); "
          + "divisors of \(length) are accepted, or a product with one scale")
    }
  }
}
