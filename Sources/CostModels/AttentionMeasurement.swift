/// One published time of an attention core.
public struct AttentionMeasurement: Hashable, Sendable {
  public enum Pass: String, CaseIterable, Hashable, Sendable { case forward, backward }
  public enum Mask: String, CaseIterable, Hashable, Sendable { case causal, full }

  public var pass: Pass
  public var heads: Int
  /// Elements of one head's query and key.
  public var queryKeySize: Int
  public var valueSize: Int
  /// Tokens of one sequence.
  public var sequenceLength: Int
  public var mask: Mask
  /// SMs that the kernel ran on.
  public var multiprocessors: Int
  public var seconds: Double
  public var source: String

  public init(
    pass: Pass, heads: Int, queryKeySize: Int, valueSize: Int, sequenceLength: Int, mask: Mask,
    multiprocessors: Int, seconds: Double, source: String
  ) {
    self.pass = pass
    self.heads = heads
    self.queryKeySize = queryKeySize
    self.valueSize = valueSize
    self.sequenceLength = sequenceLength
    self.mask = mask
    self.multiprocessors = multiprocessors
    self.seconds = seconds
    self.source = source
  }

  /// FLOPs that count: half of the square under a causal mask.
  var flops: Double {
    let sizes =
      pass == .forward ? queryKeySize + valueSize : 3 * queryKeySize + 2 * valueSize
    let square = Double(sequenceLength) * Double(sequenceLength)
    return (mask == .causal ? 1 : 2) * Double(heads * sizes) * square
  }
}
