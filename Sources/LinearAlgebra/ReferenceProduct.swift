/// Multiplies by definition, `a · bᵀ`, every sum in double precision: what fast products are held
/// against.
///
/// - Parameters:
///   - a: `[m, k]`
///   - b: `[n, k]`
/// - Returns: `[m, n]`, row-major.
/// - Complexity: O(m · n · k)
public func referenceProduct(_ a: Matrix, _ b: Matrix) -> [Double] {
  precondition(a.columns == b.columns, "columns \(a.columns) and \(b.columns)")
  let depth = a.columns
  let (left, right) = (a.values.span, b.values.span)
  var product = [Double](repeating: 0, count: a.rows * b.rows)
  for row in 0..<a.rows {
    for column in 0..<b.rows {
      var sum = 0.0
      for place in 0..<depth {
        sum += Double(left[row * depth + place]) * Double(right[column * depth + place])
      }
      product[row * b.rows + column] = sum
    }
  }
  return product
}
