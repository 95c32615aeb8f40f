import Testing

@testable import CostModels

@Suite("Models beside the tables that they are fitted to")
struct TableTests {
  @Test(
    "products of training's size come within 5 per cent on average and 15 at worst",
    arguments: KernelGenerations.Products.allCases)
  func products(generation: KernelGenerations.Products) throws {
    let calibration = try Shipped.calibration()
    let model = try #require(calibration.products(generation))
    // DeepGEMM's tables: six dense rows at M = 4,096 and four grouped contiguous ones.
    let rows = calibration.rows.products.filter {
      $0.generation == generation && $0.shape.m >= 4096
        && ($0.kind == .dense || $0.kind == .groupedContiguous)
    }
    #expect(rows.count == 10)
    let errors = model.residuals(rows).map { abs($0.error) }
    #expect(errors.reduce(0, +) / 10 < 0.05)
    #expect(errors.allSatisfy { $0 < 0.15 })
  }

  @Test(
    "weight gradients come within 5 per cent each", arguments: KernelGenerations.Products.allCases)
  func weightGradients(generation: KernelGenerations.Products) throws {
    let calibration = try Shipped.calibration()
    let model = try #require(calibration.products(generation))
    let rows = calibration.rows.products.filter {
      $0.generation == generation && $0.isWeightGradient
    }
    #expect(rows.count == (generation == .initial ? 5 : 14))
    #expect(model.residuals(rows).allSatisfy { abs($0.error) < 0.05 })
  }

  @Test("decoding's shapes come within 25 per cent, fitted or not")
  func smallShapes() throws {
    let small = try Shipped.calibration().residuals.filter { residual in
      residual.row.hasPrefix("dense 64 ") || residual.row.hasPrefix("dense 128 ")
        || !residual.isFitted
    }
    #expect(small.count == 36)
    #expect(small.allSatisfy { abs($0.error) < 0.25 })
  }

  @Test("memory-bound kernels come within 10 per cent on average and 20 at worst")
  func memory() throws {
    let calibration = try Shipped.calibration()
    let errors = calibration.residuals.filter { $0.model == "memory-bound kernels" }.map {
      abs($0.error)
    }
    #expect(errors.count == 14)
    #expect(errors.reduce(0, +) / Double(errors.count) < 0.10)
    #expect(errors.allSatisfy { $0 < 0.20 })
  }

  @Test("bytes and launches of the table's memory-bound kernels are those that the costs count")
  func bytes() throws {
    let costs = try OperatorCosts(Shipped.workload())
    let work = { (parts: [ModelPart], pass: CostModels.Pass, names: [String]) in
      parts.flatMap { costs.memoryBoundWork($0, pass) }.filter { names.contains($0.name) }
    }
    let mlp: [ModelPart] = [.sharedExpert, .routedExperts]
    let counted: [String: [MemoryBoundWork]] = [
      "RMSNorm, attention forward": work([.attention], .forward, ["norms"]),
      "RMSNorm, attention input": work([.attention], .input, ["norms", "norms again"]),
      "RMSNorm, MLP input": work(mlp, .input, ["norm again"]),
      "FP8 cast, attention forward": work([.attention], .forward, ["FP8 casts"]),
      "FP8 cast, MLP forward": work(mlp, .forward, ["FP8 casts"]),
      "FP8 cast, attention input": work([.attention], .input, ["FP8 casts"]),
      "FP8 cast, MLP input": work(mlp, .input, ["FP8 casts"]),
      "FP8 cast, MLP weight": work(mlp, .weight, ["FP8 casts"]),
      "before attention backward, attention input": work([.attention], .input, ["before the core"]),
      "after attention backward, attention input": work([.attention], .input, ["after the core"]),
      "permute, MLP forward": work(mlp, .forward, ["permute"]),
      "permute, MLP input": work(mlp, .input, ["permute"]),
      "unpermute, MLP forward": work(mlp, .forward, ["unpermute"]),
      "unpermute, MLP input": work(mlp, .input, ["unpermute"]),
    ]
    let rows = try Shipped.calibration().rows.memory
    #expect(rows.count == counted.count)
    for row in rows {
      let work = try #require(counted["\(row.kernel), \(row.phase)"])
      let bytes = work.reduce(0) { $0 + $1.bytesPerToken } * 4096
      #expect(abs(bytes / row.bytes - 1) < 1e-6, "\(row.kernel), \(row.phase): \(bytes)")
      #expect(work.reduce(0) { $0 + $1.launches } == row.launches, "\(row.kernel), \(row.phase)")
      #expect(work.allSatisfy { $0.access == row.access })
    }
  }
}
