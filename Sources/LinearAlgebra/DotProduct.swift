/// Sums products in double precision, which holds each product of two `Float`s exactly.
///
/// Four sums go on at once, because one addition would wait for the other; they are added at the end,
/// so the result is the same on every machine.
///
/// - Parameters:
///   - a: `[n]`
///   - b: `[n]`
/// - Returns: The sum; 0 for no numbers.
/// - Complexity: O(n)
func dotProduct(_ a: Span<Float>, _ b: Span<Float>) -> Double {
  precondition(a.count == b.count, "\(a.count) and \(b.count) numbers")
  var sums = (0.0, 0.0, 0.0, 0.0)
  var place = 0
  while place + 4 <= a.count {
    sums.0 += Double(a[place]) * Double(b[place])
    sums.1 += Double(a[place + 1]) * Double(b[place + 1])
    sums.2 += Double(a[place + 2]) * Double(b[place + 2])
    sums.3 += Double(a[place + 3]) * Double(b[place + 3])
    place += 4
  }
  while place < a.count {
    sums.0 += Double(a[place]) * Double(b[place])
    place += 1
  }
  return (sums.0 + sums.1) + (sums.2 + sums.3)
}
