/// What a worker's passes did, in order.
final class PassLog {
  /// A microbatch's way through a stage, in one direction.
  struct Place: Hashable {
    let stage: Int
    let microbatch: Int
    let isForward: Bool
  }

  /// What happened in a pass.
  enum Event: Hashable {
    case segmentBegan, segmentEnded
    case dispatchStarted, dispatchFinished
  }

  private(set) var events: [(place: Place, event: Event)] = []
  /// The experts of a pass's tokens, one array for each layer.
  private(set) var selections: [Place: [[Int32]]] = [:]
  /// Called before each segment with the pass and the number of its segments so far.
  var beforeSegment: ((Place, Int) throws -> Void)?
  private(set) var current: Place?

  func begin(_ place: Place, segment: Int) throws {
    try beforeSegment?(place, segment)
    current = place
    note(.segmentBegan, place)
  }

  func end(_ place: Place) {
    note(.segmentEnded, place)
    current = nil
  }

  /// Notes the experts that the present pass chose.
  func chose(_ experts: [Int32]) {
    guard let current else { return }
    selections[current, default: []].append(experts)
  }

  func note(_ event: Event, _ place: Place?) {
    guard let place else { return }
    events.append((place, event))
  }

  func clear() {
    events = []
    selections = [:]
  }
}
