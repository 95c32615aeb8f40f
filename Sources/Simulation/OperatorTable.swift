import CostModels
import Quantities

/// Durations and names of the operators that instructions refer to, each kept once.
struct OperatorTable {
  var scales = CostScales()
  private(set) var durations: [Int64] = []
  private(set) var labels: [String] = []
  private var entries: [Key: Entry] = [:]

  /// Indices into ``durations`` and ``labels``.
  struct Entry {
    var duration: Int32
    var label: Int32
  }

  private enum Key: Hashable {
    case compute(ModelPart, Pass, beside: Bool)
    case exchange(ExpertExchange, beside: VirtualTime)
    case named(String)
    case slot(Int)
  }

  /// The compute operator's numbers; nil where it takes no time and need not be listed.
  mutating func compute(
    _ part: ModelPart, _ pass: Pass, beside: Bool, costs: OperatorCosts
  ) -> Entry? {
    let scale = scales.of(part)
    let entry = entry(.compute(part, pass, beside: beside), "\(part.rawValue) \(pass.rawValue)") {
      costs.compute(part, pass, besideCommunication: beside).scaled(by: scale)
    }
    return durations[Int(entry.duration)] > 0 ? entry : nil
  }

  /// The numbers of an exchange with `beside` of computation beside it.
  mutating func exchange(
    _ exchange: ExpertExchange, beside: VirtualTime, costs: OperatorCosts
  ) -> Entry {
    let scale = scales.exchange
    return entry(.exchange(exchange, beside: beside), exchange.rawValue) {
      costs.exchange(exchange, besideComputation: beside).scaled(by: scale)
    }
  }

  mutating func named(_ name: String, _ time: VirtualTime) -> Entry {
    entry(.named(name), name) { time }
  }

  /// The numbers of a whole slot that no operators are known of.
  mutating func slot(_ number: Int, _ name: String, _ time: VirtualTime) -> Entry {
    entry(.slot(number), name) { time }
  }

  func time(_ entry: Entry) -> VirtualTime {
    VirtualTime(picoseconds: durations[Int(entry.duration)])
  }

  private mutating func entry(
    _ key: Key, _ name: @autoclosure () -> String, _ time: () -> VirtualTime
  ) -> Entry {
    if let known = entries[key] { return known }
    let name = name()
    let label = labels.firstIndex(of: name) ?? labels.count
    if label == labels.count { labels.append(name) }
    durations.append(time().picoseconds)
    let made = Entry(duration: Int32(durations.count - 1), label: Int32(label))
    entries[key] = made
    return made
  }
}
