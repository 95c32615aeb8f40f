import LinearAlgebra
import MPIRuntime
import Testing

@testable import Training

@Suite("Histories of scalings")
struct ScalingHistoriesTests {
  @Test("of several ranks are joined from the newest on, magnitude by magnitude")
  func joining() throws {
    let joined = ScalingState.joining([
      ScalingState(scale: 5, magnitudes: [4, 1, 5]), ScalingState(scale: 3, magnitudes: [3, 2]),
      ScalingState(scale: 9, magnitudes: []),
    ])
    #expect(joined == ScalingState(scale: 5, magnitudes: [4, 3, 5]))
    // A rank that saw nothing still has the scale of 1 that it began with.
    let tiny = ScalingState(scale: 1e-6, magnitudes: [4.48e-4])
    let idle = ScalingState(scale: 1, magnitudes: [0, 0])
    let both = ScalingState(scale: 1e-6, magnitudes: [0, 4.48e-4])
    #expect(ScalingState.joining([idle, tiny]) == both)
    #expect(ScalingState.joining([idle, idle]) == idle)
    #expect(ScalingState.joining([]) == nil)
  }

  @Test("joined give the scale that a scaling derives from the greatest magnitudes of all ranks")
  func scale() throws {
    var random = SplitMix(seed: 3)
    for _ in 0..<50 {
      var states: [ScalingState] = []
      var greatest: Float = 0
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        var scaling = try TensorScaling(historyLength: 6)
        for _ in 0..<Int.random(in: 1...6, using: &random) {
          let value = Float.random(in: 0...9, using: &random)
          _ = try scaling.rounded(.init(rows: 1, columns: 1, repeating: value), name: "x")
          greatest = max(greatest, value)
        }
        states.append(scaling.state)
      }
      let joined = try #require(ScalingState.joining(states))
      #expect(joined.magnitudes.max() == greatest)
      #expect(joined.scale == greatest / 448)
      #expect(ScalingState(elements: joined.elements) == joined)
    }
  }

  @Test("are a rank's own on the grid that wrote them, and all ranks' on another")
  func own() throws {
    let states = [2, 3].map { ScalingState(scale: Float($0), magnitudes: [Float($0) * 448]) }
    let pieces = [0, 2].map { ScalingHistories.piece(of: "x", rank: $0, states[$0 / 2]) }
    for (preferred, expected) in [(0, states[0]), (2, states[1]), (1, states[1]), (nil, states[1])]
    {
      let histories = ScalingHistories(pieces, writers: 3, preferred: preferred)
      #expect(try histories.state(of: "x") == expected)
    }
    let error = try #require(throws: CheckpointError.self) {
      _ = try ScalingHistories(pieces, writers: 3, preferred: nil).state(of: "y")
    }
    #expect(error.code == .elementsMissing && error.detail.contains("history of y"))
    #expect(
      ScalingHistories.pieceNames(of: ["x"], writers: 3).isSuperset(of: pieces.map(\.tensor)))
  }

  @Test("are those of every linear layer, each under a name of its own that no grid changes")
  func names() throws {
    var model = try TinyModel()
    model.configuration.precision = PrecisionName.fp8Delayed.precision
    let whole = try model.worker()
    let names = whole.linears.flatMap { $0.scalings.map(\.name) }
    #expect(Set(names).count == names.count)
    // Norms, routers, embedding and head take no eight-bit codes; all other weights have a history.
    let weights = whole.parameters.map(\.name).filter { name in
      !["norm", "mlp.gate.weight", "embed_tokens", "lm_head"].contains { name.contains($0) }
    }
    #expect(Set(weights) == Set(names.filter { $0.hasSuffix(".weight") }))
    #expect(names.contains("model.layers.1.mlp.experts.*.down_proj.weight.input"))
    let parts = try (0..<2).flatMap { stage in
      try model.worker("Et|t(m)L", stages: [stage]).linears.flatMap { $0.scalings.map(\.name) }
    }
    #expect(parts == names)
  }
}
