import CBaselineKernels
import CFloatKernels
import Testing

@Suite("Kernels for wide and for narrow vectors")
struct BaselineKernelTests {
  private typealias Quantize = (
    UnsafePointer<Float>?, Int64, Int64, UnsafeMutablePointer<UInt8>?,
    UnsafeMutablePointer<Float>?, floats_format, Bool
  ) -> Bool

  private static func run(
    _ kernel: Quantize, _ matrix: SampleMatrix, _ format: floats_format, powersOfTwo: Bool
  ) -> ([UInt8], [Float]) {
    var codes = [UInt8](repeating: 0, count: matrix.values.count)
    var scales = [Float](repeating: 0, count: matrix.values.count)
    // Reason: C takes pointers; every tiling has fewer scales than numbers.
    _ = unsafe kernel(
      matrix.values, Int64(matrix.rows), Int64(matrix.columns), &codes, &scales, format, powersOfTwo
    )
    return (codes, scales)
  }

  @Test("quantise to the same bits", arguments: SampleMatrix.shapes, [false, true])
  func quantize(matrix: SampleMatrix, powersOfTwo: Bool) {
    func run(_ kernel: Quantize, _ format: floats_format) -> ([UInt8], [Float]) {
      unsafe Self.run(kernel, matrix, format, powersOfTwo: powersOfTwo)
    }
    // Reason: C functions over pointers; `run` hands them arrays of the right size.
    for format in [floats_format.e4m3, .e5m2] {
      let rows = unsafe (run(floats_quantize_rows, format), run(baseline_quantize_rows, format))
      #expect(rows.0 == rows.1)
      let transposed = unsafe (
        run(floats_quantize_transposed, format), run(baseline_quantize_transposed, format)
      )
      #expect(transposed.0 == transposed.1)
      let blocks = unsafe (
        run(floats_quantize_blocks, format), run(baseline_quantize_blocks, format)
      )
      #expect(blocks.0 == blocks.1)
    }
  }

  @Test("convert to the same bits")
  func convert() {
    let numbers = IndependentTable.bfloat16s + IndependentTable.floatsBetween
    let count = Int64(numbers.count)
    for special in [false, true] {
      for format in [floats_format.e4m3, .e5m2] {
        var (wide, narrow) = (numbers.map { _ in UInt8(0) }, numbers.map { _ in UInt8(0) })
        // Reason: C takes pointers to arrays of `count` elements.
        _ = unsafe floats_encode(numbers, count, 1.5, &wide, format, special)
        _ = unsafe baseline_encode(numbers, count, 1.5, &narrow, format, special)
        #expect(wide == narrow)
        var (decoded, expected) = (numbers, numbers)
        unsafe floats_decode(wide, count, 1.5, &decoded, format)
        unsafe baseline_decode(wide, count, 1.5, &expected, format)
        #expect(decoded.map(\.bitPattern) == expected.map(\.bitPattern))
      }
      var (wide, narrow) = (numbers.map { _ in UInt16(0) }, numbers.map { _ in UInt16(0) })
      unsafe floats_to_bfloat16(numbers, count, &wide, special)
      unsafe baseline_to_bfloat16(numbers, count, &narrow, special)
      #expect(wide == narrow)
    }
  }
}
