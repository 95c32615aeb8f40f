import FloatFormats
import Testing

@Suite("E4M3")
struct E4M3Tests {
  @Test("has the numbers of table 1 of Micikevicius et al.")
  func published() {
    #expect(E4M3.greatestFiniteMagnitude.float == 448)
    #expect(E4M3(bitPattern: 0b0_0001_000).float == 0x1p-6)
    #expect(E4M3(bitPattern: 0b0_0000_111).float == 0.875 * 0x1p-6)
    #expect(E4M3(bitPattern: 0b0_0000_001).float == 0x1p-9)
    #expect(E4M3(bitPattern: 0b1_1111_111).float.isNaN)
  }

  @Test(
    "of two numbers as near takes the even one",
    arguments: [
      (17, 16), (19, 20), (21, 20), (-17, -16), (0x1p-10, 0), (0x3p-10, 0x1p-8), (0x5p-10, 0x1p-8),
      (0xFp-10, 0x1p-6),
    ] as [(Float, Float)])
  func ties(number: Float, nearest: Float) { #expect(E4M3(number).float == nearest) }

  @Test("keeps 464, the middle between 448 and what would be 480, and overflows above it")
  func overflow() {
    #expect(E4M3(464, overflow: .special).float == 448)
    #expect(E4M3(464.00003, overflow: .special).float.isNaN)
    #expect(E4M3(464.00003).float == 448)
    #expect(E4M3(-.infinity).float == -448)
    #expect(E4M3(-.infinity, overflow: .special).bitPattern == 0xFF)
  }

  @Test("keeps NaN, whatever the rule, and the sign of zero")
  func special() {
    #expect(E4M3(.nan).bitPattern == 0x7F)
    #expect(E4M3(-.nan, overflow: .special).bitPattern == 0xFF)
    #expect(E4M3(-0.0).bitPattern == 0x80)
    #expect(E4M3(-.leastNonzeroMagnitude).bitPattern == 0x80)
  }
}
