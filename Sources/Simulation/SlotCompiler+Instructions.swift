import CostModels
import Quantities

/// How single operators, waits and exchanges get into the list.
extension SlotCompiler {
  mutating func awaitInput(_ direction: Direction) {
    guard awaitsInput.remove(direction) != nil else { return }
    instructions.append(Instruction(code: .awaitTransfer, direction: direction))
  }

  mutating func compute(
    _ part: ModelPart, _ pass: Pass, for direction: Direction = .forward,
    after place: UInt8? = nil, in table: inout OperatorTable
  ) {
    awaitInput(direction)
    let closed = place.map { close($0, &table) } ?? false
    let waits = exchanges == .listed && closed
    guard let entry = table.compute(part, pass, beside: !inFlight.isEmpty, costs: costs) else {
      if waits, let place {
        instructions.append(
          Instruction(code: .awaitExchange, place: place, opensSlot: !startedComputing))
      }
      return
    }
    instructions.append(
      Instruction(
        code: waits ? .computeAfterExchange : .compute, direction: direction, place: place ?? 0,
        opensSlot: !startedComputing, load: part == .routedExperts ? .experts : .none,
        layer: direction == .forward ? layers.forward : layers.backward, duration: entry.duration,
        label: entry.label))
    for index in inFlight.indices { inFlight[index].beside += table.time(entry) }
    startedComputing = true
  }

  mutating func exchange(
    _ kind: ExpertExchange, _ place: UInt8, _ direction: Direction, _ table: inout OperatorTable
  ) {
    guard exchanges != .absent, costs.exchange(kind) > .zero else { return }
    let open = OpenExchange(place: place, kind: kind, index: instructions.count)
    if exchanges == .listed {
      instructions.append(
        Instruction(
          code: .exchange, direction: direction, place: place,
          previous: inFlight.last?.place ?? Instruction.noPlace,
          afterTransfer: awaitsInput.contains(direction), load: .exchange,
          layer: direction == .forward ? layers.forward : layers.backward))
    }
    inFlight.append(open)
    if overlap == .none { settle(place, &table) }
  }

  /// Ends the list of what runs beside the exchange in `place`, which gives the exchange its length.
  ///
  /// - Returns: Whether there is one.
  mutating func close(_ place: UInt8, _ table: inout OperatorTable) -> Bool {
    guard let position = inFlight.firstIndex(where: { $0.place == place }) else { return false }
    let closed = inFlight.remove(at: position)
    guard exchanges == .listed else { return true }
    let entry = table.exchange(closed.kind, beside: closed.beside, costs: costs)
    instructions[closed.index].duration = entry.duration
    instructions[closed.index].label = entry.label
    return true
  }

  mutating func settle(_ place: UInt8, _ table: inout OperatorTable) {
    guard close(place, &table), exchanges == .listed else { return }
    instructions.append(
      Instruction(code: .awaitExchange, place: place, opensSlot: !startedComputing))
  }

  /// A slot ends when its last operator ends: the next one finds both streams free.
  mutating func closeSlot(_ table: inout OperatorTable) {
    awaitInput(.forward)
    awaitInput(.backward)
    for open in inFlight { settle(open.place, &table) }
    startedComputing = false
  }
}
