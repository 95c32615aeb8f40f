import CostModels
import Quantities

/// Durations and names of the operators that instructions refer to, each kept once.
struct OperatorTable {
  private(set) var durations: [Int64] = []
  private(set) var labels: [String] = []
  private var numbers: [Key: (duration: Int32, label: Int32)] = [:]

  private enum Key: Hashable {
    case compute(ModelPart, Pass, beside: Bool)
    case exchange(ExpertExchange)
    case named(String)
  }

  /// The compute operator's numbers; nil where it takes no time and need not be listed.
  mutating func compute(
    _ part: ModelPart, _ pass: Pass, beside: Bool, costs: OperatorCosts
  ) -> (duration: Int32, label: Int32)? {
    let time = costs.compute(part, pass, besideCommunication: beside)
    guard time > .zero else { return nil }
    return number(.compute(part, pass, beside: beside), time, "\(part.rawValue) \(pass.rawValue)")
  }

  mutating func exchange(
    _ exchange: ExpertExchange, costs: OperatorCosts
  ) -> (duration: Int32, label: Int32) {
    number(.exchange(exchange), costs.exchange(exchange), exchange.rawValue)
  }

  mutating func named(_ name: String, _ time: VirtualTime) -> (duration: Int32, label: Int32) {
    number(.named(name), time, name)
  }

  private mutating func number(
    _ key: Key, _ time: VirtualTime, _ name: String
  ) -> (duration: Int32, label: Int32) {
    if let known = numbers[key] { return known }
    let label = labels.firstIndex(of: name) ?? labels.count
    if label == labels.count { labels.append(name) }
    durations.append(time.picoseconds)
    let made = (duration: Int32(durations.count - 1), label: Int32(label))
    numbers[key] = made
    return made
  }
}
