import ClusterModels
import CostModels
import PipelineSchedules
import Quantities
import Testing
import TransformerModels

@Suite("The end of a step")
struct StepEndTests {
  /// One layer with experts: attention 187,107,328 weights, two norms of 7,168, one shared expert
  /// of 44,040,192, gate 1,835,008; four routed experts on each GPU.
  static let dense = 187_107_328.0 + 2 * 7168 + 44_040_192 + 1_835_008
  static let experts = 4 * 44_040_192.0

  @Test("rings move dense gradients at NVLink's rate and expert gradients at the network's")
  func rings() throws {
    let end = try OperatorCosts(.reference).stepEnd(
      heldUnits: [(.layer, 3)], copies: 2, sharesEmbeddingWithAnotherRank: false)
    // 256 GPUs share the dense weights, eight per node; 4 share each expert, one per node.
    let scatter = Self.dense * 4 * 255 / 256 / 160e9 + Self.experts * 4 * 3 / 4 / 40e9
    let steps = (255 + 3) * 3.7e-6
    #expect(abs(end.reduceScatter.seconds - scatter - steps) < 1e-11)
    #expect(abs(end.allGather.seconds - scatter / 2 - steps) < 1e-11)
    #expect(end.embeddingAllReduce == .zero)
    let shard = Self.dense / 256 + Self.experts / 4
    let bytes = shard * 26 + (Self.dense + Self.experts) * 3
    #expect(abs(end.optimizer.seconds - bytes / (3.35e12 * 0.8)) < 1e-11)
  }

  @Test("without ZeRO gradients are all-reduced and every GPU updates all of its weights")
  func unsharded() throws {
    let units: [(unit: StageUnit, layer: Int)] = [(.layer, 3)]
    let whole = try OperatorCosts(.reference.with { $0.zeroStage = 0 }).stepEnd(
      heldUnits: units, copies: 2, sharesEmbeddingWithAnotherRank: false)
    let sharded = try OperatorCosts(.reference).stepEnd(
      heldUnits: units, copies: 2, sharesEmbeddingWithAnotherRank: false)
    #expect(whole.allGather == .zero)
    #expect(
      whole.reduceScatter > sharded.reduceScatter && whole.reduceScatter < sharded.reduceScatter * 2
    )
    #expect(whole.optimizer > sharded.optimizer)
  }

  @Test("a shared embedding is summed once in FP32 between two ranks")
  func embedding() throws {
    let end = try OperatorCosts(.reference).stepEnd(
      heldUnits: [(.embedding, 0)], copies: 1, sharesEmbeddingWithAnotherRank: true)
    #expect(abs(end.embeddingAllReduce.seconds - 129_280 * 7168 * 4 / 40e9 - 2 * 3.7e-6) < 1e-11)
  }

  @Test("one GPU that shares its weights with nobody reduces nothing")
  func alone() throws {
    let end = try OperatorCosts(
      .reference.with { $0.parallelism = Parallelism(pipeline: 1, data: 1) }
    ).stepEnd(heldUnits: [(.layer, 3)], copies: 1, sharesEmbeddingWithAnotherRank: false)
    #expect(end.reduceScatter == .zero)
    #expect(end.allGather == .zero)
    #expect(end.optimizer > .zero)
  }

  @Test("copies inside one node reduce over NVLink")
  func oneNode() throws {
    let end = try OperatorCosts(
      .reference.with { $0.parallelism = Parallelism(pipeline: 2, data: 4) }
    ).stepEnd(heldUnits: [(.layer, 0)], copies: 2, sharesEmbeddingWithAnotherRank: false)
    let weights = 187_107_328.0 + 2 * 7168 + 3 * 7168 * 18_432
    #expect(abs(end.reduceScatter.seconds - weights * 4 * 7 / 8 / 160e9 - 7 * 3.33e-6) < 1e-11)
  }

  /// 0.29 to 0.31 s are published for the whole end of the step (arXiv:2505.09343, table 4); loose
  /// because nothing says what of it is overlapped.
  @Test("DualPipe's middle rank takes the published order of time")
  func published() throws {
    let units: [(unit: StageUnit, layer: Int)] = (28..<36).map { (.layer, $0) }
    let end = try OperatorCosts(.reference).stepEnd(
      heldUnits: units, copies: 2, sharesEmbeddingWithAnotherRank: false)
    #expect((0.15...0.45).contains(end.total.seconds))
  }
}
