import ClusterModels
import CostModels
import Quantities
import Testing

@Suite("Expert exchange fitted to the tables that ship")
struct ExchangeCalibrationTests {
  private func model() throws -> ExchangeModel {
    try #require(try Shipped.calibration().exchanges)
  }

  @Test("comes within 8 per cent of all sixteen published bandwidths of DeepEP")
  func benchmark() throws {
    let rows = try model().residuals.filter { !$0.row.contains("beside") }
    #expect(rows.count == 16)
    for row in rows { #expect(abs(row.error) < 0.08, "\(row.row): \(row.error)") }
  }

  /// Microseconds that the published bandwidths stand for, by a replica of DeepEP's test.
  @Test(
    "takes the published bandwidths for the times that they stand for",
    arguments: [
      ("dispatch over 8 ranks, current", 1048.0), ("combine over 8 ranks, current", 1968),
      ("dispatch over 16 ranks, current", 1403), ("combine over 16 ranks, current", 2721),
      ("dispatch over 32 ranks, current", 1886), ("combine over 32 ranks, current", 3723),
      ("dispatch over 64 ranks, current", 2364), ("combine over 64 ranks, current", 4677),
    ])
  func times(row: String, microseconds: Double) throws {
    let measured = try #require(try model().residuals.first { $0.row == row }).measured
    #expect(abs(measured * 1e6 / microseconds - 1) < 0.003, "\(measured)")
  }

  @Test("finds rates that the links can carry, and a slowdown between those of the four kernels")
  func parameters() throws {
    let model = try model()
    // Line rates: NVLink 200 GB/s, network 50 GB/s one way.
    #expect((150e9..<200e9).contains(model.localNVLink.bytesPerSecond))
    #expect(
      (130e9..<model.localNVLink.bytesPerSecond).contains(model.forwardingNVLink.bytesPerSecond))
    #expect((42e9..<50e9).contains(model.network.bytesPerSecond))
    #expect((1.1..<1.7).contains(model.slowdown))
    // The shortest notify before a first dispatch, which is three barriers.
    #expect(abs(model.barrier - 357.19e-6 / 3) < 1e-12)
  }

  @Test("has a wait for other ranks in front of each exchange of the training trace")
  func waits() throws {
    let model = try model()
    let waits = ExpertExchange.allCases.map { model.publishedWait($0) * 1e6 }
    #expect(zip(waits, [1884.8, 2452.1, 1855.7, 880.4]).allSatisfy { abs($0 - $1) < 0.1 })
  }

  /// The trace's expert stream, four layers; the waits for other ranks in it are measurements that
  /// stand in the calibration, transports and preparations are the model's.
  @Test(
    "transports beside compute and published waits come within 12 per cent of the trace's phases",
    arguments: [
      (ExpertExchange.dispatch, 26.76), (.combine, 34.74), (.gradientCombine, 29.95),
      (.gradientDispatch, 23.08),
    ])
  func phases(exchange: ExpertExchange, milliseconds: Double) throws {
    var workload = try Shipped.workload()
    // The trace leaves pipeline transfers out.
    workload.parallelism.pipeline = 1
    let costs = try OperatorCosts(workload)
    let beside = costs.exchange(exchange, besideComputation: VirtualTime(seconds: 1))
    let wait = try model().publishedWait(exchange)
    let ratio = 4e3 * (beside.seconds + wait) / milliseconds
    #expect(abs(ratio - 1) < 0.12, "\(exchange.rawValue): \(beside) and \(wait) s")
  }
}
