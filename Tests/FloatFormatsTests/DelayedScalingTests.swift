import FloatFormats
import Testing

@Suite("Delayed scaling of whole tensors")
struct DelayedScalingTests {
  @Test("uses the largest magnitude of the steps it remembers")
  func window() throws {
    var scaling = try DelayedScaling(historyLength: 2)
    #expect(scaling.scale == 1)
    var scales: [Float] = []
    for magnitude in [448, 896, 224, 112, 0, 0] as [Float] {
      try scaling.record(magnitude: magnitude)
      scales.append(scaling.scale)
    }
    // The last step has only zeros to go by and keeps what was.
    #expect(scales == [1, 2, 2, 0.5, 0.25, 0.25])
    #expect(scaling.history == [0, 0])
  }

  @Test("quantises by the step before, and cuts off what has grown since")
  func delay() throws {
    var scaling = try DelayedScaling(format: .e5m2)
    let first = try scaling.quantize([57_344, -1, 3, 0].span, rows: 2, columns: 2)
    #expect(first.decoded() == [57_344, -1, 3, 0])
    let second = try scaling.quantize([-114_688, 1, 1, 1].span, rows: 2, columns: 2)
    #expect(second.scale == 1)
    #expect(second.magnitude == 114_688)
    #expect(second.decoded() == [-57_344, 1, 1, 1])
    #expect(scaling.scale == 2)
  }

  @Test("leaves room by its margin, and finds a usable scale for the least magnitudes")
  func margin() throws {
    var scaling = try DelayedScaling(margin: 3)
    try scaling.record(magnitude: 448)
    #expect(scaling.scale == 8)
    var tiny = try DelayedScaling()
    try tiny.record(magnitude: .leastNonzeroMagnitude)
    #expect(tiny.scale == .leastNormalMagnitude)
  }

  @Test("refuses what it cannot remember and stays as it was")
  func refusals() throws {
    var scaling = try DelayedScaling(margin: 1)
    try scaling.record(magnitude: 448)
    let before = scaling
    #expect(refusal { try scaling.record(magnitude: 0x1p127) }?.code == .scaleOverflow)
    for magnitude in [.nan, .infinity, -1] as [Float] {
      #expect(refusal { try scaling.record(magnitude: magnitude) }?.code == .nonFiniteValue)
    }
    let error = refusal { try scaling.quantize([1, .nan].span, rows: 1, columns: 2) }
    #expect(error?.detail == "row 0, column 1 is nan; finite numbers are accepted")
    #expect(scaling == before)
    #expect(refusal { try DelayedScaling(historyLength: 0) }?.code == .emptyHistory)
  }
}
