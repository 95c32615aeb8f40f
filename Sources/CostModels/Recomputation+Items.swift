extension Recomputation {
  /// Whether the backward pass computes this again.
  ///
  /// ``Recomputation/full`` replays the forward operators as a whole instead, which the simulation
  /// does itself.
  func includes(_ item: Item) -> Bool {
    guard case .items(let items) = self else { return false }
    return items.contains(item)
  }
}
