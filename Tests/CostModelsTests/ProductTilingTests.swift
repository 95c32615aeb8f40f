import Testing

@testable import CostModels

@Suite("Tiles of matrix products")
struct ProductTilingTests {
  @Test(
    "tiles are those of the published heuristic, by hand",
    arguments: [
      // 32 x 32 tiles of 128 columns would be 8 waves of 132 as well, and narrower ones more.
      (ProductShape(m: 4096, n: 4096, k: 7168), KernelGenerations.Products.initial, 128, 8),
      // 32 x 19 tiles of 112: the last of 5 waves has 80; 17 columns of 128 would leave 16.
      (ProductShape(m: 4096, n: 2112, k: 7168), .initial, 112, 5),
      (ProductShape(m: 4096, n: 24576, k: 1536), .march2025, 160, 38),
      (ProductShape(groups: 4, m: 8192, n: 4096, k: 7168), .initial, 128, 63),
      // 132 tiles of 16 columns: one wave that is full.
      (ProductShape(m: 64, n: 2112, k: 7168), .initial, 16, 1),
    ])
  func published(
    shape: ProductShape, generation: KernelGenerations.Products, columns: Int, waves: Int
  ) {
    let tiling = ProductTiling(
      shape, generation, isWeightGradient: false, multiprocessors: 132)
    #expect(tiling.columns == columns)
    #expect(tiling.waves == waves)
    #expect(tiling.rows == (shape.m <= 64 ? 64 : 128))
  }

  @Test("no other width needs fewer waves, and the tiles cover the output")
  func waves() {
    var random = SplitMix(seed: 11)
    for _ in 0..<200 {
      let shape = ProductShape(
        groups: Int.random(in: 1...8, using: &random), m: Int.random(in: 65...9000, using: &random),
        n: Int.random(in: 16...9000, using: &random), k: 1024)
      let processors = Int.random(in: 1...132, using: &random)
      let tiling = ProductTiling(
        shape, .initial, isWeightGradient: false, multiprocessors: processors)
      for width in stride(from: 16, through: 128, by: 8) {
        let tiles = shape.groups * ((shape.m + 127) / 128) * ((shape.n + width - 1) / width)
        #expect(tiling.waves <= (tiles + processors - 1) / processors)
      }
      let covered = tiling.waves * processors * tiling.rows * tiling.columns
      #expect(covered >= shape.groups * shape.m * shape.n)
      #expect((1...processors).contains(tiling.busy))
    }
  }

  @Test(
    "widths that divide 128 cost what they are, others as much as 128 or the next 32",
    arguments: [
      (1024, 16, 16), (9 * 128, 128, 128),
    ])
  func effective(n: Int, columns: Int, expected: Int) {
    // On n / columns SMs for each row of tiles a width of `columns` fills one wave.
    let tiling = ProductTiling(
      ProductShape(m: 128, n: n, k: 128), .initial, isWeightGradient: false,
      multiprocessors: n / columns)
    #expect(tiling.columns == columns)
    #expect(tiling.effectiveColumns == expected)
  }
}
