import FloatFormats
import Testing

@Suite("E5M2")
struct E5M2Tests {
  @Test("has the numbers of table 1 of Micikevicius et al.")
  func published() {
    #expect(E5M2.greatestFiniteMagnitude.float == 57_344)
    #expect(E5M2(bitPattern: 0b0_00001_00).float == 0x1p-14)
    #expect(E5M2(bitPattern: 0b0_00000_11).float == 0.75 * 0x1p-14)
    #expect(E5M2(bitPattern: 0b0_00000_01).float == 0x1p-16)
    #expect(E5M2(bitPattern: 0b1_11111_00).float == -.infinity)
    #expect((0x7D...0x7F).allSatisfy { E5M2(bitPattern: $0).float.isNaN })
  }

  @Test("goes to infinity from 61,440 on, the middle between 57,344 and what would be 65,536")
  func overflow() {
    #expect(E5M2(61_439, overflow: .special).float == 57_344)
    #expect(E5M2(61_440, overflow: .special).float == .infinity)
    #expect(E5M2(61_440).float == 57_344)
    #expect(E5M2(-.infinity, overflow: .special).float == -.infinity)
    #expect(E5M2(-.infinity).float == -57_344)
  }
}
