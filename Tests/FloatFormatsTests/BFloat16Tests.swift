import FloatFormats
import Testing

@Suite("BF16")
struct BFloat16Tests {
  @Test("keeps every BF16 number as it is, subnormal ones too")
  func identity() {
    for pattern in UInt16.min...UInt16.max {
      let number = BFloat16(bitPattern: pattern).float
      guard !number.isNaN else { continue }
      #expect(BFloat16(number, overflow: .special).bitPattern == pattern)
    }
  }

  @Test("rounds the greatest Float to infinity, or to its own greatest number")
  func overflow() {
    let greatest = BFloat16.greatestFiniteMagnitude
    #expect(greatest.float == 0x1.FEp127)
    #expect(BFloat16(.greatestFiniteMagnitude, overflow: .special).float == .infinity)
    #expect(BFloat16(.greatestFiniteMagnitude) == greatest)
    #expect(BFloat16(-.infinity).float == -greatest.float)
    #expect(BFloat16(.nan).bitPattern == 0x7FC0)
  }
}
