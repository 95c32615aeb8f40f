import ClusterModels
import CostModels
import Quantities
import Testing
import TransformerModels

@Suite("Expert exchange")
struct ExchangeCostsTests {
  struct Row: Sendable {
    var ranks: Int
    var dispatchMicroseconds: Double
    var combineMicroseconds: Double
  }

  /// The published bandwidths as times of 4,096 tokens.
  ///
  /// At 8 ranks NVLink moves 153 and 158 GB/s. Between nodes the figures count the own node too: 46
  /// and 45 GB/s at 64 ranks in the first release, then with the later transport 51 and 50, and 58
  /// and 57 at 32 ranks. (The first release's 44 and 47 at 32 ranks were slower than its links.)
  /// Source: deepseek-ai/DeepEP, README of both releases and tests/legacy.
  @Test(
    "comes within 15 per cent of DeepEP's benchmark",
    arguments: [
      Row(ranks: 8, dispatchMicroseconds: 1048, combineMicroseconds: 1968),
      Row(ranks: 32, dispatchMicroseconds: 1886, combineMicroseconds: 3723),
      Row(ranks: 64, dispatchMicroseconds: 2621, combineMicroseconds: 5197),
      Row(ranks: 64, dispatchMicroseconds: 2364, combineMicroseconds: 4677),
    ])
  func benchmark(_ row: Row) throws {
    let nodes = row.ranks / 8
    let costs = try OperatorCosts(
      .reference.with {
        $0.parallelism.expert = row.ranks
        $0.model.experts?.groups = nodes
        $0.model.experts?.keptGroups = min(4, nodes)
      })
    let dispatch = costs.exchange(.dispatch).seconds * 1e6 / row.dispatchMicroseconds
    let combine = costs.exchange(.combine).seconds * 1e6 / row.combineMicroseconds
    #expect(abs(dispatch - 1) < 0.15)
    #expect(abs(combine - 1) < 0.15)
  }

  @Test("moves by hand what a token of two experts on two nodes moves")
  func byHand() throws {
    // Two experts of two on two ranks of two nodes: both ranks and both nodes, one of them remote.
    let costs = try OperatorCosts(
      .reference.with {
        $0.cluster.gpusPerNode = 1
        $0.parallelism = Parallelism(pipeline: 1, data: 2, expert: 2)
        $0.model.experts = .init(routed: 2, shared: 1, active: 2, intermediateSize: 2048)
        $0.precision = .bf16
      })
    let microseconds = 4096.0 * 7168 * 2 / 40e9 * 1e6 + 3.33 + 3.7
    #expect(abs(costs.exchange(.combine).seconds * 1e6 - microseconds) < 1e-3)
    #expect(costs.exchange(.dispatch) == costs.exchange(.combine))
  }

  @Test("gradients travel as their tokens did, combine in twice the bytes of FP8 or less")
  func backward() throws {
    let costs = try OperatorCosts(.reference)
    #expect(costs.exchange(.gradientDispatch) == costs.exchange(.dispatch))
    #expect(costs.exchange(.gradientCombine) == costs.exchange(.combine))
    #expect(costs.exchange(.combine) > costs.exchange(.dispatch))
    #expect(costs.exchange(.combine) < costs.exchange(.dispatch) * 2)
  }

  @Test("is nothing without expert parallelism, or without experts")
  func none() throws {
    let alone = try OperatorCosts(.reference.with { $0.parallelism.expert = 1 })
    let dense = try OperatorCosts(.dense)
    for exchange in [ExpertExchange.dispatch, .combine, .gradientDispatch, .gradientCombine] {
      #expect(alone.exchange(exchange) == .zero)
      #expect(dense.exchange(exchange) == .zero)
    }
  }

  @Test("a pipeline transfer is one microbatch's activations in BF16 over the network")
  func transfer() throws {
    let costs = try OperatorCosts(.reference)
    #expect(costs.transferOccupancy == VirtualTime(seconds: 4096 * 7168 * 2 / 40e9))
    #expect(costs.transferLatency == VirtualTime(seconds: 3.7e-6))
    let inside = try OperatorCosts(
      .reference.with { $0.parallelism = Parallelism(pipeline: 4, data: 2) })
    #expect(inside.transferOccupancy == VirtualTime(seconds: 4096 * 7168 * 2 / 160e9))
    let divided = try OperatorCosts(.dense)
    #expect(divided.transferOccupancy == VirtualTime(seconds: 8192 * 1024 * 2 / 40e9))
  }
}
