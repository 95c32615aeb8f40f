import CExchangeKernels
import FloatFormats
import Testing

@testable import TokenExchange

@Suite("sums of rows")
struct RowSumTests {
  /// Row lengths around the kernels' blocks and vectors.
  static let widths = [0, 1, 7, 16, 128, 1_023, 1_024, 1_025, 2_500]
  static let counts = [0, 1, 2, 3, 8]

  @Test("FP32 rows add up in the order given, bit by bit", arguments: widths, counts)
  func floats(width: Int, count: Int) {
    let rows = (0..<count).map { row in
      (0..<width).map { Self.number(row, $0) }
    }
    let expected = (0..<width).map { column in
      rows.dropFirst().reduce(rows.first?[column] ?? 0) { $0 + $1[column] }
    }
    #expect(sum(rows, width: width, type: .float, zero: Float(9)) == expected)
  }

  @Test("BF16 rows add up in FP32 and are rounded once", arguments: widths, counts)
  func bfloats(width: Int, count: Int) {
    let rows = (0..<count).map { row in
      (0..<width).map { BFloat16(Self.number(row, $0)) }
    }
    let expected = (0..<width).map { column in
      BFloat16(
        rows.dropFirst().reduce(rows.first?[column].float ?? 0) { $0 + $1[column].float },
        overflow: .special)
    }
    let zero = BFloat16(9)
    #expect(sum(rows, width: width, type: .bfloat16, zero: zero) == expected)
  }

  @Test("a BF16 sum that is too large is infinite, and NaN stays NaN", arguments: [2, 3])
  func special(count: Int) {
    let greatest = BFloat16.greatestFiniteMagnitude
    let row = [greatest, BFloat16(-1), BFloat16(bitPattern: 0x7F80), BFloat16(bitPattern: 0xFF81)]
    let result = sum(
      Array(repeating: row, count: count), width: 4, type: .bfloat16, zero: BFloat16(0))
    #expect(result[0].float == .infinity && result[1].float == -Float(count))
    #expect(result[2].float == .infinity && result[3].float.isNaN)
  }

  /// A number whose sums depend on their order.
  private static func number(_ row: Int, _ column: Int) -> Float {
    let whole = (column * 7_919 + row * 104_729) % 1_009
    return Float(whole) / 7 - 71.3
  }

  private func sum<Element: BitwiseCopyable>(
    _ rows: [[Element]], width: Int, type: PayloadType, zero: Element
  ) -> [Element] {
    var sum = RowSum(width: width, type: type)
    // One array, so that the rows stay where they are while they are added.
    let all = rows.flatMap { $0 }
    var result = Array(repeating: zero, count: width)
    let stride = width * MemoryLayout<Element>.stride
    // Reason: the kernels take rows by their addresses.
    unsafe all.withUnsafeBytes { bytes in
      unsafe result.withUnsafeMutableBytes { target in
        guard let target = target.baseAddress else { return }
        for row in rows.indices {
          guard let start = bytes.baseAddress else { continue }
          unsafe sum.add(start + row * stride)
        }
        unsafe sum.write(to: target)
      }
    }
    return result
  }
}
