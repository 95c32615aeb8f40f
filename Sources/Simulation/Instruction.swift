import CostModels

/// What the lane engine does next on one pipeline rank; all lanes do it at once.
///
/// A GPU has a compute clock and four places where the ends of expert exchanges stand until a
/// compute operator has waited for them. An exchange is listed right behind the operator that makes
/// its input, so "ready" is always the compute clock at that point.
struct Instruction: Hashable, Sendable {
  enum Code: UInt8, Sendable {
    /// Compute clock += duration.
    case compute
    /// Waits for exchange `place`, then compute clock += duration.
    case computeAfterExchange
    /// Waits for exchange `place`.
    case awaitExchange
    /// Waits for the pipeline input `direction`.
    case awaitTransfer
    /// Waits for all pipeline inputs of the slot, of messages that keep no port busy; what came last
    /// gets the gap.
    case awaitTransfers
    /// Starts an expert exchange into `place` when the last member of the group is ready.
    case exchange
    /// Sends the pipeline output `direction`, ready at the compute clock.
    case send
    /// Sends the pipeline output `direction`, ready at the end of exchange `place`.
    case sendAfterExchange
  }

  /// What routing makes longer or shorter.
  enum Load: UInt8, Sendable {
    case none
    /// The routed experts of a GPU, by the tokens that they get.
    case experts
    /// An exchange, by the tokens that the GPU and its node get.
    case exchange
  }

  var code: Code
  /// Which of a pair's two actions this belongs to.
  var direction: Direction = .forward
  /// Where the end of an exchange stands.
  var place: UInt8 = 0
  /// For `exchange`: the place of the exchange before it on the expert stream, where that one may
  /// still be running; `noPlace` otherwise.
  var previous: UInt8 = Instruction.noPlace
  /// For `exchange`: its input may still be on its way from another rank.
  var afterTransfer = false
  /// For `computeAfterExchange`: no operator of the slot has started before.
  var opensSlot = false
  var load = Load.none
  /// Number of the layer whose routing counts.
  var layer: Int16 = -1
  /// Index into the plan's durations.
  var duration: Int32 = 0
  /// Index into the plan's labels.
  var label: Int32 = 0

  static let noPlace: UInt8 = 255
  static let places = 4
}

/// The way data flow through the pipeline.
enum Direction: UInt8, Sendable {
  case forward, backward
}
