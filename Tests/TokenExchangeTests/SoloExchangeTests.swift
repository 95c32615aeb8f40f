import FloatFormats
import MPIRuntime
import Testing

@testable import TokenExchange

@Suite("exchanges of a process alone")
struct SoloExchangeTests {
  static let settings = ExchangeSettings(experts: 4, hidden: 3, selections: 2, ranksPerNode: 1)
  static let ids: [Int32] = [2, 0, 3, -1]
  static let weights: [Float] = [0.5, 0.25, 1, 9]
  static let rows: [Float] = [1, 2, 3, 4, 5, 6]

  private func exchange() throws -> TokenExchange {
    try TokenExchange(Self.settings, over: .solo())
  }

  private func handle(of exchange: TokenExchange) throws -> DispatchHandle {
    try exchange.dispatch(Self.rows, ids: Self.ids, weights: Self.weights).handle
  }

  @Test("contributions stand by row, and within a row by expert")
  func contributions() throws {
    let handle = try handle(of: exchange())
    #expect(
      handle.contributions == [
        .init(row: 0, slot: 1, expert: 0), .init(row: 0, slot: 0, expert: 2),
        .init(row: 1, slot: 0, expert: 3),
      ])
    #expect(handle.rowsPerLocalExpert == [1, 0, 1, 1])
    #expect(handle.receivedRows == 2 && handle.tokens == 2)
  }

  @Test("a combine in FP32 adds contributions in the order of experts; weights come back by slot")
  func exact() throws {
    let exchange = try exchange()
    let handle = try handle(of: exchange)
    let large: Float = 16_777_216
    let rows: [Float] = [large, 1, 0, 1, 1, 0, 7, 8, 9]
    let combined = try exchange.combine(rows, weights: [1, 2, 3, 4], handle: handle)
    #expect(combined.rows == [large, 2, 0, 7, 8, 9])
    #expect(combined.weights == [1, 2, 3, 0])
  }

  @Test("a dispatch of gradients on a combine's handle brings each token's row to its ranks")
  func backward() throws {
    let exchange = try exchange()
    let handle = try handle(of: exchange)
    let gradients = Self.rows.map { -$0 }
    let received = try exchange.dispatch(gradients, handle: handle)
    #expect((0..<6).map { received.rows[$0] } == gradients)
    #expect(received.ids.isEmpty && received.weights.isEmpty && received.scales.isEmpty)
  }

  @Test("input of the wrong length is refused with what is accepted")
  func shapes() throws {
    try refuses("rows has 5 elements, accepted are 6") {
      _ = try $0.dispatch([Float](repeating: 0, count: 5), ids: Self.ids, weights: Self.weights)
    }
    try refuses("ids has 3 elements, accepted are multiples of 2") {
      _ = try $0.dispatch(Self.rows, ids: [0, 1, 2], weights: Self.weights)
    }
    try refuses("weights has 1 elements, accepted are 4") {
      _ = try $0.dispatch(Self.rows, ids: Self.ids, weights: [1])
    }
    try refuses("rows has 6 elements, accepted are 9") {
      _ = try $0.combine(Self.rows, handle: handle(of: $0))
    }
    try refuses("weights has 3 elements, accepted are 4") {
      let rows = [BFloat16](repeating: BFloat16(0), count: 6)
      _ = try $0.combine(rows, weights: [1, 2, 3], handle: handle(of: $0))
    }
  }

  @Test("a handle of another exchange is refused")
  func foreignHandle() throws {
    let handle = try handle(of: exchange())
    let other = try exchange()
    let error = ExchangeError(code: .foreignHandle, detail: "handle 1 is of another exchange")
    #expect(throws: error) {
      _ = try other.combine([Float](repeating: 0, count: 9), handle: handle)
    }
  }

  @Test("shared rows of another exchange are refused")
  func foreignRows() throws {
    let first = try exchange()
    let other = try exchange()
    let shared = try first.makeSharedRows(of: Float.self, for: handle(of: first))
    let handle = try handle(of: other)
    do throws(ExchangeError) {
      _ = try other.combine(shared, handle: handle)
      Issue.record("no error")
    } catch {
      #expect(error.detail == "the shared rows are of another exchange")
    }
  }

  @Test(
    "settings that cannot be are refused by name",
    arguments: [
      (ExchangeSettings(experts: 4, hidden: 0, selections: 2, ranksPerNode: 1), "hidden is 0"),
      (
        ExchangeSettings(
          experts: 4, hidden: 3, selections: 2, ranksPerNode: 1, rowsPerChunk: -1),
        "rowsPerChunk is -1"
      ),
      (
        ExchangeSettings(
          experts: 4, hidden: 7_168, selections: 8, ranksPerNode: 1, rowsPerChunk: 1 << 20),
        "a chunk of 1048576 rows"
      ),
      (
        ExchangeSettings(experts: 4, hidden: 3, selections: 2, ranksPerNode: 2),
        "ranks must be a multiple of the ranks per node"
      ),
    ])
  func settings(settings: ExchangeSettings, part: String) throws {
    let error = #expect(throws: ExchangeError.self) {
      _ = try TokenExchange(settings, over: .solo())
    }
    #expect(error?.code == .settingOutOfRange)
    #expect(error?.detail.contains(part) == true, "\(error?.detail ?? "")")
  }

  @Test("more than four operations can be started: the fifth waits for the first")
  func inFlight() throws {
    let exchange = try exchange()
    let handle = try handle(of: exchange)
    let first = try exchange.startDispatch(Self.rows, handle: handle)
    let second = try exchange.startDispatch(Self.rows, handle: handle)
    let third = try exchange.startDispatch(Self.rows, handle: handle)
    let fourth = try exchange.startDispatch(Self.rows.map { -$0 }, handle: handle)
    let fifth = try exchange.startDispatch(Self.rows, handle: handle)
    #expect(try first.poll())
    let negative = try fourth.finish()
    #expect((0..<6).map { -negative.rows[$0] } == Self.rows)
    for rows in [try fifth.finish().count, try third.finish().count, try second.finish().count] {
      #expect(rows == 2)
    }
    let earliest = try first.finish()
    #expect((0..<6).map { earliest.rows[$0] } == Self.rows)
  }

  @Test("a closed exchange says so")
  func closed() throws {
    let exchange = try exchange()
    try exchange.close()
    #expect(
      throws: ExchangeError(code: .closed, detail: "the exchange was closed, or failed before")
    ) { _ = try exchange.dispatch(Self.rows, ids: Self.ids, weights: Self.weights) }
  }

  @Test("to drop an operation on its way ends the process")
  func dropping() async {
    await #expect(processExitsWith: .failure) {
      let exchange = try TokenExchange(Self.settings, over: .solo())
      _ = try exchange.startDispatch(Self.rows, ids: Self.ids, weights: Self.weights)
    }
  }

  private func refuses(_ detail: String, _ body: (TokenExchange) throws -> Void) throws {
    let exchange = try exchange()
    #expect(throws: ExchangeError(code: .shapeMismatch, detail: detail)) { try body(exchange) }
  }
}
