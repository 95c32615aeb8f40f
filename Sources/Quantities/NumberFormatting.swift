/// Writes a number with a fixed count of decimals, independent of any locale.
///
/// - Parameters:
///   - value: What to write; not finite is written `nan` or `inf`.
///   - decimals: Digits behind the point, 0 to 15.
///   - grouped: Whether thousands are separated by commas.
/// - Returns: Such as `-1,234.50`.
public func fixed(_ value: Double, decimals: Int, grouped: Bool = false) -> String {
  guard value.isFinite else { return "\(value)" }
  precondition((0...15).contains(decimals), "\(decimals) decimals")
  var scale = 1.0
  for _ in 0..<decimals { scale *= 10 }
  let scaled = (value.magnitude * scale).rounded()
  guard scaled < 9e18 else { return "\(value)" }
  let (whole, fraction) = UInt64(scaled).quotientAndRemainder(dividingBy: UInt64(scale))
  let sign = value < 0 && scaled > 0 ? "-" : ""
  let integer = sign + (grouped ? groupedDigits(String(whole)) : String(whole))
  guard decimals > 0 else { return integer }
  let digits = String(fraction)
  return integer + "." + String(repeating: "0", count: decimals - digits.count) + digits
}

/// Writes a number with a count of significant digits and no exponent: `19.93`, `129.0`, `2664`.
public func significant(_ value: Double, digits: Int) -> String {
  guard value.isFinite, value != 0 else { return fixed(value, decimals: 0) }
  var (decimals, magnitude) = (digits - 1, value.magnitude)
  while magnitude >= 10, decimals > 0 {
    magnitude /= 10
    decimals -= 1
  }
  while magnitude < 1, decimals < 15 {
    magnitude *= 10
    decimals += 1
  }
  return fixed(value, decimals: decimals)
}

/// Separates thousands by commas: `2048` becomes `2,048`.
public func groupedDigits(_ digits: String) -> String {
  var result = ""
  for (index, digit) in digits.enumerated() {
    if index > 0, (digits.count - index).isMultiple(of: 3) { result.append(",") }
    result.append(digit)
  }
  return result
}

/// Separates the thousands of an integer by commas, sign kept.
public func grouped(_ value: Int) -> String {
  (value < 0 ? "-" : "") + groupedDigits(String(value.magnitude))
}

/// Writes a share as per cent with one decimal: `0.1034` becomes `10.3 %`.
public func percent(_ share: Double, decimals: Int = 1) -> String {
  fixed(share * 100, decimals: decimals) + " %"
}
