import ExpertParallelism
import LinearAlgebra
import MPIRuntime
import Testing
import TransformerModels

@testable import Training

@Suite("Grids of processes")
struct ProcessGridTests {
  @Test("of one process are its own pipeline and data group, with all experts")
  func alone() throws {
    let grid = try ProcessGrid(.solo(), pipelineRanks: 1)
    #expect(
      [grid.pipelineRank, grid.dataRank, grid.pipeline.size, grid.data.size] == [0, 0, 1, 1])
    #expect((0..<4).map(grid.globalNumber(ofMicrobatch:)) == [0, 1, 2, 3])
    let model = try TinyModel()
    #expect(try grid.makeExchange(for: model.configuration.architecture) == nil)
  }

  @Test(
    "refuse pipeline ranks that do not divide the processes, and say what would", arguments: [0, 2])
  func indivisible(ranks: Int) {
    let detail =
      "\(ranks) pipeline ranks on 1 processes; 1 are accepted, or a multiple of "
      + "\(max(1, ranks)) processes"
    #expect(throws: ExecutionError(code: .wrongRankCount, detail: detail)) {
      try ProcessGrid(.solo(), pipelineRanks: ranks)
    }
  }

  @Test("know the longest runs of ranks that share a machine")
  func machines() {
    let (a, b): ([UInt8], [UInt8]) = ([1], [2])
    #expect(MachineRuns.length([a, a, a, a]) == 4)
    #expect(MachineRuns.length([a, a, b, b]) == 2)
    #expect(MachineRuns.length([a, a, a, b, b, b]) == 3)
    #expect(MachineRuns.length([a, b, a, b]) == 1)
    #expect(MachineRuns.length([a, a, a, b]) == 1)
    // Machines that do not tell themselves apart may all be different.
    #expect(MachineRuns.length([[], [], [], []]) == 1)
  }

  @Test("refuse models without experts, and experts that the data ranks do not divide")
  func experts() throws {
    let dense = try TinyModel(.dense).configuration.architecture
    #expect(throws: TrainingError.self) { try RankExpertExchange(dense, over: .solo()) }
    let architecture = try TinyModel().configuration.architecture
    let exchange = try RankExpertExchange(architecture, over: .solo())
    #expect(exchange.experts == 0..<8)
    #expect(
      throws: TrainingError(
        code: .exchangeFailed, detail: "a combine in fp8; fp32 and bf16 are accepted")
    ) {
      let routing = try TinyModel.routing(tokens: 3, architecture)
      let x = Matrix(rows: 3, columns: architecture.hiddenSize, repeating: 1)
      let rows = try exchange.startDispatch(x, routing: routing, format: .fp32).finish()
      _ = try exchange.startCombine(
        rows.rows, weights: nil, along: rows.routes, format: .fp8)
    }
    try exchange.close()
  }

  @Test("let an operation under way be dropped, which closes the exchange for the others")
  func dropped() throws {
    let architecture = try TinyModel().configuration.architecture
    let exchange = try RankExpertExchange(architecture, over: .solo())
    let routing = try TinyModel.routing(tokens: 2, architecture)
    let x = Matrix(rows: 2, columns: architecture.hiddenSize, repeating: 1)
    let kept = try exchange.startDispatch(x, routing: routing, format: .bf16)
    _ = try exchange.startDispatch(x, routing: routing, format: .fp8)
    let error = #expect(throws: TrainingError.self) { try kept.finish() }
    #expect(error?.code == .exchangeFailed)
    #expect(throws: TrainingError.self) {
      try exchange.startDispatch(x, routing: routing, format: .fp32)
    }
  }
}

extension TinyModel {
  /// Experts for some tokens.
  fileprivate static func routing(
    tokens: Int, _ architecture: Architecture
  ) throws -> RoutedTokens {
    let experts = architecture.experts?.routed ?? 0
    let logits = (0..<tokens * experts).map { Float($0 * 5 % 7) / 7 }
    return try Gate(experts: experts, selections: architecture.experts?.active ?? 0)
      .route(logits.span)
  }
}
