/// How a matrix product is cut into tiles, each computed by one SM, and in how many waves they run.
///
/// - Source: `get_best_configs` of deepseek-ai/DeepGEMM, deep_gemm/jit_kernels/gemm.py: fewest waves,
///   then the fullest last wave, then the narrowest tile.
struct ProductTiling: Hashable, Sendable {
  /// Rows and columns of a tile.
  var rows: Int
  var columns: Int
  var waves: Int
  /// SMs at work in a full wave.
  var busy: Int

  static let blockK = 128

  /// Columns that a tile's time is that of.
  ///
  /// The scales of 128 x 128 blocks fit tiles whose width divides 128. Others select between two
  /// scales for each column, which takes as long as a tile of 128, or of the next multiple of 32.
  var effectiveColumns: Int {
    128.isMultiple(of: columns) ? columns : max(128, (columns + 31) / 32 * 32)
  }

  /// - Parameters:
  ///   - shape: Rows of grouped products count together: the tiles of all groups share the waves.
  ///   - generation: Later releases have wider tiles.
  ///   - isWeightGradient: FP32 output and a scale for each column: other widths.
  ///   - multiprocessors: SMs that the kernel runs on.
  /// - Complexity: O(widths)
  init(
    _ shape: ProductShape, _ generation: KernelGenerations.Products, isWeightGradient: Bool,
    multiprocessors: Int
  ) {
    let height = shape.m <= 64 ? 64 : 128
    let down = (shape.m + height - 1) / height * shape.groups
    var best = ProductTiling(rows: height, columns: 0, waves: 0, busy: 0)
    var bestFill = 0
    let widths = Self.widths(generation, isWeightGradient: isWeightGradient)
    for width in widths {
      let tiles = down * ((shape.n + width - 1) / width)
      let waves = (tiles + multiprocessors - 1) / multiprocessors
      let fill = tiles - (waves - 1) * multiprocessors
      guard best.waves == 0 || waves < best.waves || (waves == best.waves && fill > bestFill) else {
        continue
      }
      best = ProductTiling(
        rows: height, columns: width, waves: waves, busy: min(tiles, multiprocessors))
      bestFill = fill
    }
    self = best
  }

  private init(rows: Int, columns: Int, waves: Int, busy: Int) {
    self.rows = rows
    self.columns = columns
    self.waves = waves
    self.busy = busy
  }

  private static func widths(
    _ generation: KernelGenerations.Products, isWeightGradient: Bool
  ) -> [Int] {
    switch (generation, isWeightGradient) {
    case (.initial, _): narrow
    case (.march2025, false): narrow + [144, 160]
    // Against bank conflicts of FP32 output.
    case (.march2025, true): narrow.filter { $0 % 16 == 8 } + [136, 152]
    }
  }

  private static let narrow = Array(stride(from: 16, through: 128, by: 8))
}
