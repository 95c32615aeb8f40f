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

  @Test("goes on from what another remembered as if it had seen it all", arguments: 1...5)
  func resumes(length: Int) throws {
    let magnitudes: [Float] = [448, 896, 0, 0, 0, 224, 112, 0, 0, 0, 0, 0, 56]
    for cut in magnitudes.indices {
      var straight = try DelayedScaling(historyLength: length)
      for magnitude in magnitudes[..<cut] { try straight.record(magnitude: magnitude) }
      var resumed = try DelayedScaling(historyLength: length)
      try resumed.resume(history: straight.history, scale: straight.scale)
      for magnitude in magnitudes[cut...] {
        #expect(resumed == straight)
        try straight.record(magnitude: magnitude)
        try resumed.record(magnitude: magnitude)
      }
    }
    var short = try DelayedScaling(historyLength: 2)
    try short.resume(history: [3, 2, 1], scale: 2)
    #expect(short.history == [2, 1])
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
    for magnitude in [.nan, .infinity, -1] as [Float] {
      let error = refusal { try scaling.resume(history: [1, magnitude], scale: 1) }
      #expect(error?.code == .nonFiniteValue)
    }
    for scale in [0, -1, .nan, .infinity, .leastNonzeroMagnitude, 0x1p127] as [Float] {
      #expect(refusal { try scaling.resume(history: [1], scale: scale) }?.code == .unusableScale)
    }
    let error = refusal { try scaling.quantize([1, .nan].span, rows: 1, columns: 2) }
    #expect(error?.detail == "row 0, column 1 is nan; finite numbers are accepted")
    #expect(scaling == before)
    #expect(refusal { try DelayedScaling(historyLength: 0) }?.code == .emptyHistory)
  }
}
