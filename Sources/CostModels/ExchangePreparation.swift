/// The time of one kernel that runs on the expert stream before the transport of an exchange.
public struct ExchangePreparation: Hashable, Sendable {
  public enum Kernel: String, CaseIterable, Hashable, Sendable {
    /// Barriers over the expert group, with counts in a first dispatch; waits for the last member.
    case notify
    /// Counts of tokens per rank, from the gate's choice.
    case layout
    /// Gradients to FP8.
    case cast
  }

  public enum Place: String, CaseIterable, Hashable, Sendable {
    /// Exchanges repeated alone.
    case benchmark
    /// Within a training step.
    case training
  }

  public var kernel: Kernel
  public var exchange: ExpertExchange
  public var place: Place
  public var tokens: Int
  public var hiddenSize: Int
  public var seconds: Double
  public var source: String

  public init(
    kernel: Kernel, exchange: ExpertExchange, place: Place, tokens: Int, hiddenSize: Int,
    seconds: Double, source: String
  ) {
    self.kernel = kernel
    self.exchange = exchange
    self.place = place
    self.tokens = tokens
    self.hiddenSize = hiddenSize
    self.seconds = seconds
    self.source = source
  }
}
