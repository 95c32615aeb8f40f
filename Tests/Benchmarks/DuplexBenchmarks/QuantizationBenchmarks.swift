import Benchmark
import FloatFormats

/// Conversions of 1 MiB of `Float` on one core, bytes read plus written, beside the copy of as much.
enum QuantizationBenchmarks {
  private static let (rows, columns) = (256, 1_024)
  /// Runs in one measurement: one lasts tens of microseconds.
  private static let repetitions = 100

  static func register() {
    add("Quantise 1 MiB to E4M3, 1 x 128 scales", kind: .float)
    add("Quantise 1 MiB to E4M3, 1 x 128 scales, powers of two", kind: .powerOfTwo)
    addTransposed()
    addDecoding()
    addBaseline()
  }

  private static func add(_ name: String, kind: ScaleKind) {
    Benchmark(name, configuration: .measuring(.bytes, in: .microseconds)) { benchmark in
      let values = sample()
      var codes = [UInt8](repeating: 0, count: values.count)
      var scales = [Float](repeating: 0, count: values.count / QuantizedRows.groupLength)
      try benchmark.measure(.bytes) {
        for _ in 0..<repetitions {
          var codePlaces = codes.mutableSpan
          var scalePlaces = scales.mutableSpan
          try QuantizedRows.quantize(
            values.span, columns: columns, into: &codePlaces, scales: &scalePlaces, kind: kind)
        }
        return repetitions * (5 * values.count + 4 * scales.count)
      }
      blackHole((codes, scales))
    }
  }

  private static func addTransposed() {
    Benchmark(
      "Quantise 1 MiB to E4M3, transposed, new arrays",
      configuration: .measuring(.bytes, in: .microseconds)
    ) { benchmark in
      let values = sample()
      try benchmark.measure(.bytes) {
        for _ in 0..<repetitions {
          blackHole(
            try QuantizedRows(transposing: values.span, tokens: rows, channels: columns))
        }
        return repetitions * (5 * values.count + 4 * values.count / QuantizedRows.groupLength)
      }
    }
  }

  private static func addDecoding() {
    Benchmark(
      "Decode E4M3 to 1 MiB, 1 x 128 scales", configuration: .measuring(.bytes, in: .microseconds)
    ) { benchmark in
      var values = sample()
      let quantized = try QuantizedRows(values.span, rows: rows, columns: columns)
      benchmark.measure(.bytes) {
        for _ in 0..<repetitions {
          var places = values.mutableSpan
          quantized.decode(rows: 0..<rows, columns: 0..<columns, into: &places)
        }
        return repetitions * (5 * values.count + 4 * quantized.scales.count)
      }
      blackHole(values)
    }
  }

  private static func addBaseline() {
    Benchmark(
      "Baseline: copy of 1 MiB, read plus written",
      configuration: .measuring(.bytes, in: .microseconds)
    ) { benchmark in
      let source = sample()
      var target = [Float](repeating: 0, count: source.count)
      benchmark.measure(.bytes) {
        for _ in 0..<repetitions { target.replaceSubrange(target.indices, with: source) }
        return repetitions * 8 * source.count
      }
      blackHole(target)
    }
  }

  /// Numbers of both signs over seven powers of two.
  private static func sample() -> [Float] {
    (0..<rows * columns).map { place in
      Float(place &* 2_654_435_761 % 4_093 - 2_046) / 16
    }
  }
}
