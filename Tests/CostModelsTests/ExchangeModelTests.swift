import ClusterModels
import Quantities
import Testing
import TransformerModels

@testable import CostModels

@Suite("Fitted exchange model")
struct ExchangeModelTests {
  /// Two experts a token, each group of one GPU's experts; spreads are easy to count by hand.
  private static func shape(nodes: Int) -> ExchangeShape {
    ExchangeShape(
      ranks: 8 * nodes, ranksPerNode: 8, tokens: 4096, hiddenSize: 7168,
      experts: Architecture.Experts(routed: 256, shared: 0, active: 8, intermediateSize: 1))
  }

  /// Rows that a machine of given rates would print: network at `rate` q / (q + 1).
  private static func made(
    _ generation: KernelGenerations.Exchanges, _ exchange: ExpertExchange, nodes: Int,
    rate: Double
  ) -> ExchangeMeasurement {
    let shape = shape(nodes: nodes)
    let traffic = shape.traffic(exchange)
    let queuePairs = Double(nodes - 1) * (generation == .current ? 12 : 1)
    let seconds =
      nodes <= 2
      ? traffic.nvlinkBytes / rate
      : traffic.networkBytes / (rate * queuePairs / (queuePairs + 1))
    let counted =
      nodes == 1
      ? traffic.nvlinkBytes : traffic.networkBytes * Double(nodes) / Double(nodes - 1)
    return ExchangeMeasurement(
      generation: generation, exchange: exchange, shape: shape, multiprocessors: 24,
      counted: nodes == 1 ? .nvlink : .network, bytesPerSecond: counted / seconds, source: "made")
  }

  private static func rows() -> ExchangeRows {
    var alone: [ExchangeMeasurement] = []
    for generation in [KernelGenerations.Exchanges.first, .current] {
      for exchange in [ExpertExchange.dispatch, .combine] {
        alone += [
          made(generation, exchange, nodes: 1, rate: 150e9),
          made(generation, exchange, nodes: 2, rate: 140e9),
          made(generation, exchange, nodes: 4, rate: 46e9),
          made(generation, exchange, nodes: 8, rate: 46e9),
        ]
      }
    }
    return ExchangeRows(
      links: .init(
        nvlink: Bandwidth(bytesPerSecond: 160e9), network: Bandwidth(bytesPerSecond: 40e9)),
      alone: alone)
  }

  @Test("finds the machine that the rows were made from")
  func recovers() throws {
    let model = try ExchangeModel(fitting: Self.rows())
    #expect(abs(model.localNVLink.bytesPerSecond / 150e9 - 1) < 1e-12)
    #expect(abs(model.forwardingNVLink.bytesPerSecond / 140e9 - 1) < 1e-12)
    #expect(abs(model.network.bytesPerSecond / 46e9 - 1) < 1e-9)
    #expect(abs(model.halfRateQueuePairs - 1) < 1e-9)
    #expect(model.slowdown == 1)
    #expect(model.residuals.allSatisfy { abs($0.error) < 1e-9 })
  }

  @Test("the same rows in another order give the same model")
  func order() throws {
    var rows = Self.rows()
    let model = try ExchangeModel(fitting: rows)
    rows.alone.reverse()
    let reversed = try ExchangeModel(fitting: rows)
    #expect(abs(model.network.bytesPerSecond / reversed.network.bytesPerSecond - 1) < 1e-12)
    #expect(model.localNVLink == reversed.localNVLink)
  }

  @Test("the slowdown halves the worst error: 1.2 and 1.8 times as long fit 1.44 best")
  func slowdown() throws {
    var rows = Self.rows()
    rows.besideCompute = [1.2, 1.8].map {
      let alone = Self.made(.first, .dispatch, nodes: 8, rate: 46e9)
      return ContendedExchange(
        generation: .first, exchange: .dispatch, shape: alone.shape, multiprocessors: 20,
        seconds: $0 * alone.seconds, source: "made")
    }
    let model = try ExchangeModel(fitting: rows)
    #expect(abs(model.slowdown - 1.44) < 1e-9)
    // 1 s beside 0.72 s of compute: 0.5 s of the transport are done then, the rest is undisturbed.
    #expect(abs(model.contended(1, beside: 0.72) - 1.22) < 1e-9)
    #expect(model.contended(1, beside: 0) == 1)
    #expect(abs(model.contended(1, beside: 5) - 1.44) < 1e-9)
  }

  @Test("of the notify kernel the shortest counts, of layout and cast the mean by their size")
  func preparations() throws {
    var rows = Self.rows()
    let times: [(ExchangePreparation.Kernel, Double)] = [
      (.notify, 3e-4), (.notify, 9e-4), (.layout, 1e-4), (.layout, 2e-4), (.cast, 4096e-6),
    ]
    rows.preparations = times.map {
      ExchangePreparation(
        kernel: $0.0, exchange: .dispatch, place: .training, tokens: 1000, hiddenSize: 4096,
        seconds: $0.1, source: "made")
    }
    let model = try ExchangeModel(fitting: rows)
    // A first dispatch has three.
    #expect(abs(model.barrier - 1e-4) < 1e-15)
    #expect(abs(model.layoutPerToken - 1.5e-7) < 1e-18)
    #expect(abs(model.castPerElement - 1e-9) < 1e-20)
    #expect(abs(model.publishedWait(.dispatch) - 3e-4) < 1e-12)
    #expect(model.publishedWait(.combine) == 0)
  }

  @Test("below 20 SMs rates fall in proportion, above they do not rise but by queue pairs")
  func multiprocessors() throws {
    let model = try ExchangeModel(fitting: Self.rows())
    let inside = ExchangeTraffic(networkBytes: 0, nvlinkBytes: 150e9, remoteNodes: 0)
    let seconds = { model.transport(inside, multiprocessors: $0, generation: .first) }
    #expect(abs(seconds(10) - 2) < 1e-9)
    #expect(abs(seconds(20) - 1) < 1e-9)
    #expect(seconds(24) == seconds(20) && seconds(0) == seconds(20))
    let between = ExchangeTraffic(networkBytes: 46e9, nvlinkBytes: 0, remoteNodes: 1)
    let first = model.transport(between, multiprocessors: 20, generation: .first)
    let current = model.transport(between, multiprocessors: 20, generation: .current)
    #expect(abs(first - 2) < 1e-6)
    #expect(abs(current - 1.1) < 1e-6)
  }

  @Test("faster links carry a calibrated exchange faster, in proportion")
  func otherCluster() throws {
    let model = try ExchangeModel(fitting: Self.rows())
    var cluster = Cluster.h800
    cluster.network.effectiveBandwidth = Bandwidth(bytesPerSecond: 80e9)
    let between = ExchangeTraffic(networkBytes: 46e9, nvlinkBytes: 0, remoteNodes: 7)
    let here = model.transport(between, multiprocessors: 20, generation: .first)
    let there = model.transport(between, multiprocessors: 20, generation: .first, on: cluster)
    #expect(abs(here / there - 2) < 1e-9)
  }

  @Test("refuses rows that leave a rate open and says which")
  func tooFew() throws {
    var rows = Self.rows()
    rows.alone.removeAll { $0.shape.nodes == 2 }
    #expect(
      throws: CostError(
        code: .outOfRange,
        detail: "no expert exchange over 2 nodes among 12; 1 row or more")
    ) { try ExchangeModel(fitting: rows) }
    rows = Self.rows()
    rows.alone.removeAll { $0.shape.nodes > 2 && $0.generation == .current }
    rows.alone.removeAll { $0.shape.nodes == 4 }
    #expect(throws: CostError.self) { try ExchangeModel(fitting: rows) }
  }

  @Test("a pipeline transfer halves on a card that exchanges use, and they give up its time")
  func sharedCard() throws {
    var rows = Self.rows()
    rows.besideCompute = [
      ContendedExchange(
        generation: .current, exchange: .combine, shape: Self.shape(nodes: 1), multiprocessors: 20,
        seconds: 1.5 * Self.made(.current, .combine, nodes: 1, rate: 150e9).seconds, source: "made")
    ]
    let calibration = try Calibration(
      fitting: CalibrationRows(name: "H800", multiprocessors: 132, exchanges: rows))
    let costs = try OperatorCosts(.reference.with { $0.calibration = calibration })
    #expect(costs.transferOccupancy == VirtualTime(seconds: 2 * 4096 * 7168 * 2 / 40e9))
    let beside = costs.exchange(.combine, besideComputation: VirtualTime(seconds: 1))
    let latency = 3.33e-6 + 3.7e-6
    let alone = costs.exchange(.combine).seconds - latency
    // One transfer for the two exchanges of each of 61 / 16 layers.
    let given = 4096.0 * 7168 * 2 / 40e9 / (2 * 61.0 / 16)
    #expect(abs(beside.seconds - latency - 1.5 * alone - given) < 1e-9)
    let inside = try OperatorCosts(
      .reference.with {
        $0.calibration = calibration
        $0.parallelism.expert = 8
      })
    #expect(inside.transferOccupancy == VirtualTime(seconds: 4096 * 7168 * 2 / 40e9))
  }
}
