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
  ///   - shape: Weight gradients of several groups run one behind the other, others at once.
  ///   - isWeightGradient: Whether the sum runs over tokens: FP32 output.
  ///   - multiprocessors: SMs that the kernel runs on.
  /// - Returns: Seconds.
  func seconds(_ shape: ProductShape, isWeightGradient: Bool, multiprocessors: Int) -> Double {
    guard isWeightGradient else {
      return seconds(shape, block: nil, outputBytes: FormatBytes.bf16, multiprocessors)
    }
    let one = ProductShape(m: shape.m, n: shape.n, k: shape.k)
    // Without a measurement of its own it is taken as a product like the others.
    return Double(shape.groups)
      * seconds(one, block: weightGradientBlock, outputBytes: FormatBytes.fp32, multiprocessors)
  }

  private func seconds(
    _ shape: ProductShape, block: Double?, outputBytes: Double, _ multiprocessors: Int
  ) -> Double {
    let tiling = ProductTiling(
      shape, generation, isWeightGradient: outputBytes == FormatBytes.fp32,
      multiprocessors: multiprocessors)
    let blocks = Double((shape.k + ProductTiling.blockK - 1) / ProductTiling.blockK)
    let perBlock =
      block.map { $0 * Double(max(128, tiling.columns)) / 128 }
      ?? perBlock + perColumn * Double(tiling.effectiveColumns)
    let busy = Double(min(tiling.tiles, multiprocessors))
    let written = busy * Double(tiling.rows * tiling.columns) * outputBytes
    let wave = blocks * perBlock + epilogue + written / bandwidth
    let (m, n, k) = (Double(shape.m), Double(shape.n), Double(shape.k))
    let bytes = Double(shape.groups) * (m * k + k * n + outputBytes * m * n)
    return launch + max(Double(tiling.waves) * wave, bytes / bandwidth)
  }
}
