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
  var product: [Double] = []
  product.reserveCapacity(a.rows * b.rows)
  for row in 0..<a.rows {
    let line = a.values.span.extracting(row * depth..<(row + 1) * depth)
    for column in 0..<b.rows {
      product.append(
        dotProduct(line, b.values.span.extracting(column * depth..<(column + 1) * depth)))
    }
  }
  return product
}
