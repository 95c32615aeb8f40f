internal import FloatFormats
internal import LinearAlgebra

extension Matrix {
  /// The numbers that E5M6 codes stand for, with a power of two as scale for 128 numbers of a row.
  ///
  /// - Source: DeepSeek-V3 Technical Report, section 3.3.3.
  func roundedToE5M6() -> Matrix {
    var result = self
    let greatest = E5M6.greatestFiniteMagnitude.float
    for start in stride(from: 0, to: values.count, by: max(1, columns)) {
      for first in stride(from: start, to: start + columns, by: 128) {
        let group = first..<min(first + 128, start + columns)
        let magnitude = group.reduce(ScaleKind.leastMagnitude) { max($0, values[$1].magnitude) }
        let quotient = (magnitude / greatest).bitPattern
        let scale = Float(bitPattern: (quotient &+ 0x7F_FFFF) & 0x7F80_0000)
        for place in group { result.values[place] = E5M6(values[place] / scale).float * scale }
      }
    }
    return result
  }
}
