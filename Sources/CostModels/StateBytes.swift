/// Bytes per weight of the training state, after the DeepSeek-V3 Technical Report, section 3.3.4.
enum StateBytes {
  /// Accumulated and reduced in FP32.
  static let gradient = 4.0
  static let master = 4.0
  /// Two AdamW moments in BF16.
  static let moments = 4.0
  static let weight = 2.0
  /// The FP8 copy that the linear layers read.
  static let fp8Copy = 1.0
  /// Gradient read twice (norm, then update), master and moments read and written, weight written.
  static let optimizerTraffic = 2 * gradient + 2 * master + 2 * moments + weight
}
