internal import CExchangeKernels

/// Rows to be added, in the order in which they were named.
@safe
struct RowSum {
  private var rows: [UnsafeRawPointer] = unsafe []
  private let width: Int
  private let type: PayloadType

  /// - Parameters:
  ///   - width: Numbers in a row.
  ///   - type: `.float` or `.bfloat16`.
  init(width: Int, type: PayloadType) {
    self.width = width
    self.type = type
  }

  /// Names the next row; it has to stay where it is until the sum is written.
  mutating func add(_ row: UnsafeRawPointer) { unsafe rows.append(row) }

  /// Writes the sum of the rows named, and forgets them.
  mutating func write(to sum: UnsafeMutableRawPointer) {
    let (count, length) = (Int64(unsafe rows.count), Int64(width))
    // Reason: the kernels take typed rows; each is `width` numbers of this type.
    unsafe rows.withUnsafeBytes { pointers in
      switch type {
      case .float:
        unsafe exchange_sum_float(
          pointers.assumingMemoryBound(to: UnsafePointer<Float>?.self).baseAddress, count, length,
          sum.assumingMemoryBound(to: Float.self))
      case .bfloat16, .codes:
        unsafe exchange_sum_bfloat16(
          pointers.assumingMemoryBound(to: UnsafePointer<UInt16>?.self).baseAddress, count,
          length, sum.assumingMemoryBound(to: UInt16.self))
      }
    }
    unsafe rows.removeAll(keepingCapacity: true)
  }
}
