import ClusterModels
import PipelineSchedules
import Quantities
import Testing
import TransformerModels

@testable import CostModels

@Suite("Memory")
struct MemoryModelTests {
  typealias Stage = (units: [(unit: StageUnit, layer: Int)], live: Int)

  /// DualPipe's 17 live microbatches over the two stages of a rank.
  static func middleRank(_ workload: Workload) -> MemoryUse {
    let stages: [Stage] = [
      ((28..<32).map { (.layer, $0) }, 9), ((32..<36).map { (.layer, $0) }, 8),
    ]
    return MemoryModel(workload).use(heldStages: stages, copies: 2, holdsSecondEmbedding: false)
  }

  /// Stage 0 with the embedding and the dense layers, stage 15 with MTP and head.
  static func edgeRank(_ workload: Workload) -> MemoryUse {
    let first: Stage = ([(.embedding, 0)] + (0..<4).map { (.layer, $0) }, 16)
    let last: Stage = (
      [(.layer, 59), (.layer, 60), (.multiTokenPrediction, 61), (.head, 0)], 1
    )
    return MemoryModel(workload).use(
      heldStages: [first, last], copies: 2, holdsSecondEmbedding: false)
  }

  @Test("state of one layer, by hand")
  func state() {
    let use = MemoryModel(.reference).use(
      heldStages: [([(.layer, 3)], 0)], copies: 2, holdsSecondEmbedding: false)
    let held = StepEndTests.dense + StepEndTests.experts
    #expect(use.weights == Bytes(roundingUp: held * 3))
    #expect(use.gradients == Bytes(roundingUp: held * 4))
    #expect(
      use.optimizer
        == Bytes(roundingUp: 8 * (StepEndTests.dense / 256 + StepEndTests.experts / 4)))
    #expect(use.activations == .zero)
  }

  @Test("activations of one layer with experts under the published recomputation, by hand")
  func activations() {
    let model = MemoryModel(.reference)
    let bytes = model.bytesPerToken(model.savedTensors(.layer, layer: 3))
    let bf16 = Double(2 * (7168 + 1536 + 512 + 64 + 7168))
    let fp32 = Double(4 * (128 + 256))
    let fp8 = 1.03125 * Double(8 * 7168 + 9 * 2 * 2048)
    let e5m6 = 1.53125 * 16_384
    #expect(abs(bytes - bf16 - fp32 - fp8 - e5m6) < 1e-9, "\(bytes)")
  }

  @Test("DeepSeek-V3 under DualPipe fits 80 GB with the published recomputation and not without")
  func deepSeekV3() {
    let without = Workload.reference.with { $0.recomputation = .items([]) }
    for (name, rank) in [("edge", Self.edgeRank), ("middle", Self.middleRank)] {
      let use = rank(.reference)
      #expect(use.total < Accelerator.h800.memory, "\(name) rank: \(use)")
    }
    #expect(Self.middleRank(without).total > Accelerator.h800.memory)
  }

  @Test("each recomputed item keeps less, and full recomputation least of all")
  func policies() {
    let use = { (items: Set<Recomputation.Item>) in
      Self.middleRank(.reference.with { $0.recomputation = .items(items) }).activations
    }
    for item in Recomputation.Item.allCases { #expect(use([item]) < use([])) }
    let all = use([.norm, .mlaUpProjection, .swiglu])
    let full = Self.middleRank(.reference.with { $0.recomputation = .full })
    #expect(full.activations < all)
    #expect(full.buffers > Self.middleRank(.reference).buffers)
  }

  @Test("a second embedding is held once, with its gradient")
  func secondEmbedding() {
    let stages: [Stage] = [([(.layer, 3)], 1)]
    let model = MemoryModel(.reference)
    let without = model.use(heldStages: stages, copies: 1, holdsSecondEmbedding: false)
    let with = model.use(heldStages: stages, copies: 1, holdsSecondEmbedding: true)
    #expect(with.gradients - without.gradients == Bytes(129_280 * 7168 * 4))
    let mtp: [Stage] = [([(.multiTokenPrediction, 61)], 1)]
    #expect(
      model.use(heldStages: mtp, copies: 1, holdsSecondEmbedding: true)
        == model.use(heldStages: mtp, copies: 1, holdsSecondEmbedding: false))
  }

  @Test("memory grows with live microbatches and shrinks with tensor parallelism")
  func monotone() {
    let stages = { (live: Int) -> [Stage] in [([(.layer, 0)], live)] }
    let use = { (workload: Workload, live: Int) in
      MemoryModel(workload).use(heldStages: stages(live), copies: 1, holdsSecondEmbedding: false)
    }
    let (one, three) = (use(.dense, 1), use(.dense, 3))
    #expect(abs((three.activations - one.activations * 3).count) <= 3)
    let whole = use(.dense.with { $0.parallelism.tensor = 1 }, 1)
    #expect(one.weights < whole.weights)
    #expect(one.activations < whole.activations)
  }
}
