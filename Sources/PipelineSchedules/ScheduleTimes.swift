/// How long each kind of slot takes, in any one unit.
///
/// The times are those of one action of the schedule: a schedule with two chunks per rank has actions
/// half as long as 1F1B of the same model, see ``divided(by:)``.
public struct ScheduleTimes: Hashable, Sendable {
  public var forward: Double
  public var backwardInput: Double
  public var backwardWeight: Double
  /// Full backward.
  public var backward: Double
  /// An overlapped forward and full backward.
  public var pair: Double
  /// Pure latency of a message between ranks; between stages of one rank it is 0.
  public var communication: Double

  /// Takes the times given.
  ///
  /// - Parameters:
  ///   - forward: `F`.
  ///   - backwardInput: `I`.
  ///   - backwardWeight: `W`.
  ///   - backward: `B`; `backwardInput + backwardWeight` unless given.
  ///   - pair: `FB`; `forward + backward` unless given, which hides nothing.
  ///   - communication: Latency of a message between ranks.
  public init(
    forward: Double = 1, backwardInput: Double = 1, backwardWeight: Double = 1,
    backward: Double? = nil, pair: Double? = nil, communication: Double = 0
  ) {
    self.forward = forward
    self.backwardInput = backwardInput
    self.backwardWeight = backwardWeight
    self.backward = backward ?? backwardInput + backwardWeight
    self.pair = pair ?? forward + self.backward
    self.communication = communication
  }

  public func duration(of slot: ScheduleSlot) -> Double {
    switch slot {
    case .pair: pair
    case .single(let action):
      switch action.kind {
      case .forward: forward
      case .backward: backward
      case .backwardInput: backwardInput
      case .backwardWeight: backwardWeight
      }
    }
  }

  /// The times of actions that are `chunks` times shorter; the latency of a message stays.
  public func divided(by chunks: Int) -> ScheduleTimes {
    let chunks = Double(chunks)
    return ScheduleTimes(
      forward: forward / chunks, backwardInput: backwardInput / chunks,
      backwardWeight: backwardWeight / chunks, backward: backward / chunks, pair: pair / chunks,
      communication: communication)
  }

  /// The same times in another unit, the latency of a message too.
  ///
  /// - Parameter factor: How many of the other unit this unit is.
  /// - Returns: Every time multiplied.
  public func scaled(by factor: Double) -> ScheduleTimes {
    ScheduleTimes(
      forward: forward * factor, backwardInput: backwardInput * factor,
      backwardWeight: backwardWeight * factor, backward: backward * factor, pair: pair * factor,
      communication: communication * factor)
  }
}

extension ScheduleTimes: LosslessStringConvertible {
  private static let keys = ["F", "I", "W", "B", "FB", "comm"]
  /// Sums over a step of any size stay finite and exact enough.
  private static let greatest = 1e12

  public var description: String {
    let values = [forward, backwardInput, backwardWeight, backward, pair, communication]
    return zip(Self.keys, values).map { "\($0)=\($1)" }.joined(separator: ",")
  }

  /// Reads times such as `F=1,I=1,W=1,B=2,FB=3,comm=0`, or returns nil where ``init(parsing:)``
  /// throws.
  public init?(_ text: String) {
    guard let times = try? ScheduleTimes(parsing: text) else { return nil }
    self = times
  }

  /// Reads times such as `F=1,I=1,W=1,B=2,FB=3,comm=0`, in any order.
  ///
  /// What is left out is 1 for F, I and W, I + W for B, F + B for FB, 0 for comm.
  ///
  /// - Throws: `ScheduleError` with code `unreadableTimes` on an unknown or repeated key and on a
  ///   value that is no number from 0 to 1e12.
  public init(parsing text: String) throws(ScheduleError) {
    var values = [Double?](repeating: nil, count: Self.keys.count)
    for entry in text.split(separator: ",", omittingEmptySubsequences: false) {
      let parts = entry.split(separator: "=", omittingEmptySubsequences: false).map {
        String($0.filter { !$0.isWhitespace })
      }
      let shown = entry.prefix(40)
      guard parts.count == 2, let key = Self.keys.firstIndex(of: parts[0]) else {
        throw ScheduleError(
          code: .unreadableTimes,
          detail: "\"\(shown)\"; accepted: \(Self.keys.joined(separator: ", ")), as in F=1,I=1,W=1")
      }
      guard values[key] == nil else {
        throw ScheduleError(
          code: .unreadableTimes, detail: "\"\(shown)\" gives \(parts[0]) a second time")
      }
      guard let value = Double(parts[1]), value >= 0, value <= Self.greatest else {
        throw ScheduleError(
          code: .unreadableTimes,
          detail: "\"\(shown)\"; a time is a number from 0 to \(Self.greatest)")
      }
      values[key] = value
    }
    self.init(
      forward: values[0] ?? 1, backwardInput: values[1] ?? 1, backwardWeight: values[2] ?? 1,
      backward: values[3], pair: values[4], communication: values[5] ?? 0)
  }
}
