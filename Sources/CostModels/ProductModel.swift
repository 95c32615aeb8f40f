/// Times of FP8 matrix products of one kernel release, tile by tile.
///
/// A persistent kernel computes one tile on each SM at a time: `waves` times the K-blocks of a tile
/// and its epilogue, which writes the outputs of all SMs to memory. Or the matrices take longer to
/// move than that. A launch comes on top.
///
///     time = launch + max(waves (k/128 block(columns) + epilogue + wave's output / bandwidth),
///                         bytes / bandwidth)
public struct ProductModel: Hashable, Sendable {
  public let generation: KernelGenerations.Products
  /// Seconds of one K-block of 128, and what each column of the tile adds.
  var perBlock: Double
  var perColumn: Double
  /// Seconds of a tile's epilogue beside the write.
  var epilogue: Double
  /// Bytes per second.
  var bandwidth: Double
  /// Seconds.
  var launch: Double
  /// Seconds of one K-block of a weight gradient's tile of 128 columns; nil where none was measured.
  var weightGradientBlock: Double?

  /// - Parameters:
  ///   - shape: Of all groups.
  ///   - isWeightGradient: Whether the sum runs over tokens: FP32 output.
  ///   - multiprocessors: SMs that the kernel runs on.
  /// - Returns: Seconds.
  func seconds(_ shape: ProductShape, isWeightGradient: Bool, multiprocessors: Int) -> Double {
    // Weight gradients of several groups are launched one behind the other.
    let launches = isWeightGradient ? shape.groups : 1
    let one = ProductShape(groups: shape.groups / launches, m: shape.m, n: shape.n, k: shape.k)
    let tiling = ProductTiling(
      one, generation, isWeightGradient: isWeightGradient, multiprocessors: multiprocessors)
    return Double(launches) * seconds(one, tiling, isWeightGradient: isWeightGradient)
  }

  /// Seconds of one launch, its tiling known; no grouped weight gradients.
  func seconds(_ shape: ProductShape, _ tiling: ProductTiling, isWeightGradient: Bool) -> Double {
    let outputBytes = isWeightGradient ? FormatBytes.fp32 : FormatBytes.bf16
    let blocks = Double((shape.k + ProductTiling.blockK - 1) / ProductTiling.blockK)
    // Without a measurement of its own a weight gradient is taken as a product like the others.
    let gradientBlock = isWeightGradient ? weightGradientBlock : nil
    let block =
      gradientBlock.map { $0 * Double(max(128, tiling.columns)) / 128 }
      ?? perBlock + perColumn * Double(tiling.effectiveColumns)
    let written = Double(tiling.busy * tiling.rows * tiling.columns) * outputBytes
    let wave = blocks * block + epilogue + written / bandwidth
    let (m, n, k) = (Double(shape.m), Double(shape.n), Double(shape.k))
    let bytes = Double(shape.groups) * (m * k + k * n + outputBytes * m * n)
    return launch + max(Double(tiling.waves) * wave, bytes / bandwidth)
  }
}
