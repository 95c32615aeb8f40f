import Quantities
import Testing

@Suite("Quantities")
struct QuantitiesTests {
  @Test(
    "a time prints four digits and the unit that fits",
    arguments: [
      (19.926, "19.93 s"), (0.129, "129.0 ms"), (2.364e-3, "2.364 ms"), (3.7e-6, "3.700 us"),
      (0, "0 s"), (-1.5, "-1.500 s"), (8e-10, "800 ps"),
    ])
  func times(seconds: Double, text: String) {
    #expect(VirtualTime(seconds: seconds).description == text)
  }

  @Test(
    "a quantity is a number with a unit, spaces free",
    arguments: [
      ("160 GB/s", 160e9), ("400Gb/s", 50e9), ("3.35 TB/s", 3.35e12),
    ])
  func bandwidths(text: String, bytesPerSecond: Double) {
    #expect(Bandwidth(text)?.bytesPerSecond == bytesPerSecond)
  }

  @Test(
    "what is no quantity is refused",
    arguments: [
      "", "GB/s", "160", "160 G", "-3 GB/s", "0 GB/s", "nan GB/s", "1e999 GB/s", "1e308 TB/s",
      "0x10 GB/s",
    ])
  func refused(text: String) { #expect(Bandwidth(text) == nil) }

  @Test(
    "counts carry magnitudes", arguments: [("14.8T", 14.8e12), ("469B", 469e9), ("3072", 3072)])
  func counts(text: String, value: Double) { #expect(parseCount(text) == value) }

  @Test(
    "what is no count is refused",
    arguments: ["", "T", "x", "1.2.3", "12Q", "inf", "0x", "0x10", "1e308T"])
  func noCounts(text: String) { #expect(parseCount(text) == nil) }

  @Test("sizes and money print in the unit that fits")
  func printing() {
    #expect(Bytes(84_943_110_144).description == "79.1 GiB")
    #expect(Bytes("80 GiB") == Bytes(85_899_345_920))
    #expect(Money(5_576_000, currency: "USD").description == "$5.576M")
    #expect(grouped(-1_234_567) == "-1,234,567")
    #expect(fixed(1_234.5, decimals: 2, grouped: true) == "1,234.50")
    #expect(fixed(-0.0004, decimals: 2) == "0.00")
    #expect(percent(0.1034) == "10.3 %")
  }
}
