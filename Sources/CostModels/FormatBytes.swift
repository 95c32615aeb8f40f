/// Bytes per element of the formats that tensors are kept in, block scales included.
enum FormatBytes {
  static let bf16 = 2.0
  static let fp32 = 4.0
  /// E4M3 with one FP32 scale per 128 elements (DeepSeek-V3 Technical Report, section 3.3.2).
  static let fp8 = 1 + 4.0 / 128
  /// E5M6 with one scale per 128 elements (the same, section 3.3.3).
  static let e5m6 = 1.5 + 4.0 / 128
}
